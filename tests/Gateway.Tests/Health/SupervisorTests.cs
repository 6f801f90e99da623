using System.Net.Sockets;
using System.Text;
using Nanofleet.Gateway.CommandLine;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Health;

/// <summary>What whoever keeps the gateway running, a container or systemd, learns of it.</summary>
public sealed class SupervisorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("supervisor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Health_check_ends_with_0_while_readings_can_be_stored()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (code, output) = await CheckAsync($"--urls={gateway.Host.HttpAddress}");

        Assert.Equal((0, "ok"), (code, output));
    }

    [Fact]
    public async Task Health_check_asks_loopback_when_the_gateway_listens_on_all_addresses()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (code, _) = await CheckAsync($"--urls=http://+:{gateway.Host.HttpAddress.Port}");

        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Health_check_ends_with_1_and_says_where_nobody_answers()
    {
        var (code, output) = await CheckAsync($"--urls=http://127.0.0.1:{FreePort.Next()}");

        Assert.Equal(1, code);
        Assert.Contains("No gateway answers at http://127.0.0.1:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_trusts_the_certificate_of_its_own_gateway_and_no_other()
    {
        await using var gateway = await TestGateway.StartAsync(["--urls=https://127.0.0.1:0"]);
        var elsewhere = Path.Combine(_folder, "operator.key");
        File.Copy(gateway.KeyFile, elsewhere);

        Assert.Equal(0, await ListPeopleAsync(gateway.Host.HttpAddress, gateway.KeyFile));
        Assert.Equal(1, await ListPeopleAsync(gateway.Host.HttpAddress, elsewhere));
    }

    [Fact]
    public async Task Systemd_is_told_when_all_runs_and_when_it_ends()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no systemd");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var path = Path.Combine(_folder, "notify");
        socket.Bind(new UnixDomainSocketEndPoint(path));
        await using var program = ToolProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "Nanofleet.Gateway"),
            ["--Broker:Port=0", "--Broker:Tls=false", "--urls=http://127.0.0.1:0", $"--Data:Directory={_folder}/data"],
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path });

        Assert.Equal("READY=1", await ReceiveAsync(socket));
        await using var kill = ToolProcess.Start("kill", ["-TERM", $"{program.Id}"]);
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
        Assert.Equal(0, await program.WaitForExitAsync());
    }

    private static Task<int> ListPeopleAsync(Uri address, string keyFile) =>
        new PeopleCommand(TextWriter.Null, TextWriter.Null).RunAsync(["list", "--api", $"{address}", "--key-file", keyFile], Patience.Cancel);

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Patience.Cancel);
        limit.CancelAfter(Patience.Limit);
        var buffer = new byte[256];
        var length = await socket.ReceiveAsync(buffer, limit.Token);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static async Task<(int Code, string Output)> CheckAsync(string setting)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await new HealthCheckCommand(output, errors).RunAsync([setting], Patience.Cancel);
        return (code, $"{output}{errors}".Trim());
    }
}
