using System.CommandLine;
using Nanofleet.Provision;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.CommandLine;
using Nanofleet.Tools.Tests.Provision.Fakes;

namespace Nanofleet.Tools.Tests.Provision.CommandLine;

public sealed class ArgumentTests : IDisposable
{
    private const string Gateway = "https://gateway.local:5443";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-args-");
    private readonly Dictionary<string, string> _variables = [];

    [Fact]
    public async Task Every_fault_is_named_at_once_with_option_value_and_fix()
    {
        var (job, faults) = await ReadAsync(new FakeTerminal(), "--gateway", "gateway.local", "--device-id", "a b", "--way", "air", "--timeout", "5", "--broker-host", "host:1883", "--label", "x.pdf", "--settings", Write("s.json", "[]"), "--gateway-ca-fingerprint", "AB", "--wifi-ssid", new string('x', 33));
        Assert.Null(job);
        foreach (var start in (string[])["--gateway gateway.local:", "--claim-code is missing", "--device-id a b:", "--way air:", "--timeout 5:", "--broker-host host:1883:", "--label x.pdf:", "--settings ", "--gateway-ca-fingerprint AB:", "--wifi-ssid xxx", "--wifi-password-file is missing"])
            Assert.Single(faults, fault => fault.StartsWith(start, StringComparison.Ordinal));
        Assert.Equal(11, faults.Count);
    }

    [Fact]
    public async Task A_setting_that_the_gateway_gives_is_refused_in_the_file()
    {
        var (_, faults) = await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--claim-code", "x", "--settings", Write("s.json", """{"led_pin":2,"broker_host":"elsewhere"}"""));
        Assert.EndsWith("broker_host comes from the gateway or from an option of its own; remove it there.", Assert.Single(faults));
    }

    [Fact]
    public async Task A_key_comes_from_its_file_or_the_environment_and_not_together_with_a_code()
    {
        Assert.Equal("nfk_1", (await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--api-key-file", Write("key", "nfk_1\n"))).Job!.ApiKey);
        _variables["NANOFLEET_API_KEY"] = "nfk_2";
        Assert.Equal("nfk_2", (await ReadAsync(new FakeTerminal(), "--gateway", Gateway)).Job!.ApiKey);
        Assert.Null((await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--claim-code", "x")).Job!.ApiKey);
        Assert.Contains("give one of the two", Assert.Single((await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--claim-code", "x", "--api-key-file", Write("key", "nfk_1"))).Faults));
    }

    [Fact]
    public async Task A_password_comes_from_its_file_the_environment_or_the_keyboard()
    {
        string[] arguments = ["--gateway", Gateway, "--claim-code", "x", "--wifi-ssid", "workshop"];
        Assert.Equal(new WifiNetwork("workshop", "from file"), (await ReadAsync(new FakeTerminal(), [.. arguments, "--wifi-password-file", Write("p", "from file\n")])).Job!.Board.Wifi);
        Assert.Equal(new WifiNetwork("workshop", ""), (await ReadAsync(new FakeTerminal(), [.. arguments, "--wifi-password-file", Write("p", "")])).Job!.Board.Wifi);
        var terminal = new FakeTerminal("typed password");
        Assert.Equal(new WifiNetwork("workshop", "typed password"), (await ReadAsync(terminal, arguments)).Job!.Board.Wifi);
        Assert.Contains("Password of \"workshop\"", Assert.Single(terminal.Questions));
        _variables["NANOFLEET_WIFI_PASSWORD"] = "from environment";
        Assert.Equal(new WifiNetwork("workshop", "from environment"), (await ReadAsync(new FakeTerminal(), arguments)).Job!.Board.Wifi);
    }

    [Fact]
    public async Task A_password_that_no_network_has_is_refused_without_showing_it()
    {
        var (_, faults) = await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--claim-code", "x", "--wifi-ssid", "workshop", "--wifi-password-file", Write("p", "canary"));
        Assert.Contains("has 6 characters", Assert.Single(faults));
        Assert.DoesNotContain("canary", faults[0]);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("äääääääääääääääääääääääääääääääää")] // 33 letters, 66 bytes
    public async Task A_typed_password_that_no_network_has_is_asked_for_again(string typed)
    {
        var terminal = new FakeTerminal(typed, "typed password");
        Assert.Equal("typed password", (await ReadAsync(terminal, "--gateway", Gateway, "--claim-code", "x", "--wifi-ssid", "workshop")).Job!.Board.Wifi!.Password);
        Assert.Contains("WPA2 wants 8 to 64", terminal.Screen);
        Assert.DoesNotContain(typed, terminal.Screen);
    }

    [Fact]
    public async Task A_password_without_a_network_is_named()
    {
        var (_, faults) = await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--claim-code", "x", "--wifi-password-file", Write("p", "from file"));
        Assert.Contains("name the network with --wifi-ssid", Assert.Single(faults));
    }

    [Fact]
    public async Task A_file_in_another_encoding_is_named_instead_of_being_another_password()
    {
        var file = Path.Combine(_folder.FullName, "p");
        File.WriteAllBytes(file, [.. "k"u8, 0xFC, .. "chenlicht"u8]); // Windows-1252
        var (_, faults) = await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--claim-code", "x", "--wifi-ssid", "workshop", "--wifi-password-file", file);
        Assert.Contains("is not in UTF-8", Assert.Single(faults));
        Assert.DoesNotContain("chenlicht", faults[0]);
    }

    [Fact]
    public async Task A_key_that_no_gateway_has_given_is_named_without_showing_it()
    {
        var (_, faults) = await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--api-key-file", Write("key", "nfk_ä canary"));
        Assert.Contains("is no API key", Assert.Single(faults));
        Assert.DoesNotContain("canary", faults[0]);
        _variables["NANOFLEET_API_KEY"] = "";
        Assert.StartsWith("--claim-code is missing", Assert.Single((await ReadAsync(new FakeTerminal(), "--gateway", Gateway)).Faults));
    }

    [Fact]
    public async Task A_setting_that_stands_twice_in_the_file_is_named()
    {
        var (_, faults) = await ReadAsync(new FakeTerminal(), "--gateway", Gateway, "--claim-code", "x", "--settings", Write("s.json", """{"led_pin":2,"led_pin":3}"""));
        Assert.Contains("led_pin", Assert.Single(faults));
    }

    [Fact]
    public async Task Nothing_is_asked_when_something_else_is_wrong()
    {
        var terminal = new FakeTerminal("typed password");
        Assert.Null((await ReadAsync(terminal, "--gateway", Gateway, "--wifi-ssid", "workshop")).Job);
        Assert.Empty(terminal.Questions);
    }

    [Fact]
    public async Task Help_tells_every_exit_code_and_warns_of_keys_on_the_command_line()
    {
        var terminal = new FakeTerminal();
        Assert.Equal(0, await ProvisionProgram.RunAsync(["--help"], terminal));
        Assert.Contains("130 after Ctrl-C", terminal.Screen);
        Assert.Contains("a command line can be read by other users", terminal.Screen);
    }

    [Fact]
    public async Task Wrong_arguments_end_with_2()
    {
        var terminal = new FakeTerminal();
        Assert.Equal(ExitCodes.WrongArguments, await ProvisionProgram.RunAsync(["--wat"], terminal));
        Assert.Contains("--wat", terminal.Screen);
    }

    [Fact]
    public async Task A_batch_with_a_thousand_faults_does_not_fill_the_screen_with_them()
    {
        var terminal = new FakeTerminal();
        var batch = Write("boards.csv", "device_id,port\n" + string.Concat(Enumerable.Range(1, 1000).Select(number => $"a b{number},COM{number}\n")));
        Assert.Equal(ExitCodes.WrongArguments, await ProvisionProgram.RunAsync(["--gateway", Gateway, "--csv", batch, "--api-key-file", Write("key", "nfk_1")], terminal));
        Assert.Contains("… and 970 more.", terminal.Screen);
        Assert.True(terminal.Screen.Split('\n').Length < 40, terminal.Screen);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(Job? Job, IReadOnlyList<string> Faults)> ReadAsync(ITerminal terminal, params string[] arguments)
    {
        var switches = new ProvisionSwitches();
        var root = new RootCommand();
        foreach (var option in switches.All) root.Options.Add(option);
        var reader = new ArgumentReader(switches, root.Parse(arguments), terminal, name => _variables.GetValueOrDefault(name));
        return (await reader.ReadAsync(TestContext.Current.CancellationToken), reader.Faults);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
