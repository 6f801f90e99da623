using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests;

/// <summary>The program as an operator meets it.</summary>
public sealed class ProgramTests : IDisposable
{
    /// <summary>It gives what hangs four seconds; the rest is for a busy machine.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("program-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_says_where_it_is_in_three_lines_and_ends_in_time_when_asked_to_while_boards_and_listeners_are_connected()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no SIGTERM");
        await using var program = ToolProcess.Start(
            Program,
            ["--Broker:Port=0", "--Broker:Tls=false", "--urls=http://127.0.0.1:0", $"--Data:Directory={_folder}/data", "--Devices:Unknown=accept"]);
        var web = After(await program.WaitForLineAsync("Pages and API:"), "Pages and API: ");
        var mqtt = After(await program.WaitForLineAsync("MQTT:"), "mqtt://127.0.0.1:");
        await program.WaitForLineAsync($"Database:      SQLite, {_folder}/data/nanofleet.db");
        await using var board = await TestBoard.ConnectAsync(int.Parse(mqtt.Split(' ')[0]), "b1");
        await board.PublishAsync("data", """{"t":1}""");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey.Read($"{_folder}/data/{OperatorKey.FileName}"));
        using var events = await http.GetAsync($"{web}api/events", HttpCompletionOption.ResponseHeadersRead, Patience.Cancel);

        await using var kill = ToolProcess.Start("kill", ["-TERM", $"{program.Id}"]);
        var code = await program.WaitForExitAsync(InTime);

        Assert.Equal(0, code);
        Assert.DoesNotContain("ERROR", program.Output);
    }

    [Fact]
    public async Task Its_verbs_find_the_gateway_of_their_data_directory_whatever_it_was_started_with()
    {
        await using var gateway = ToolProcess.Start(Program, ["--Broker:Port=0", "--Broker:Tls=false", "--urls=https://127.0.0.1:0", $"--Data:Directory={_folder}/data"]);
        await gateway.WaitForLineAsync("Database:");

        var (people, list) = await RunAsync("people", "list", $"--Data:Directory={_folder}/data");
        var (health, word) = await RunAsync("healthcheck", $"--Data:Directory={_folder}/data");

        Assert.Equal((0, 0), (people, health));
        Assert.Equal(("", "ok"), (list.Trim(), word.Trim()));
    }

    [Theory]
    [InlineData("--help", 0, "runs the gateway until Ctrl-C")]
    [InlineData("--version", 0, "Nanofleet gateway 0.1.0")]
    [InlineData("frobnicate", 2, "There is no verb 'frobnicate'.")]
    [InlineData("people list --frobnicate", 2, "'--frobnicate' is not understood.")]
    public async Task It_says_what_it_takes_and_starts_nothing(string line, int expected, string sentence)
    {
        var (code, output) = await RunAsync(line.Split(' '));

        Assert.Equal(expected, code);
        Assert.Contains(sentence, output);
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Nanofleet.Gateway");

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        await using var program = ToolProcess.Start(Program, args);
        return (await program.WaitForExitAsync(), program.Output);
    }

    private static string After(string line, string mark) => line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];
}
