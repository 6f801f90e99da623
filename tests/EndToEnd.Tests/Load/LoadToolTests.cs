using System.Text.Json;

namespace Nanofleet.EndToEnd.Tests.Load;

/// <summary>tools/Load as users run it: what it prints, and its exit code.</summary>
public sealed class LoadToolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Load_starts_all_it_needs_and_tells_in_one_json_object_that_nothing_is_lost()
    {
        await using var load = Start("embedded", "--messages", "5000", "--connections", "4", "--window", "50", "--warmup", "500ms", "--json");
        Assert.True(await load.WaitForExitAsync(Patience) == 0, load.Output);
        using var json = JsonDocument.Parse(load.Lines[^1]);
        var result = json.RootElement;
        Assert.Equal(["sent", "acked", "stored", "lost", "duplicates", "rate", "p50_ms", "p99_ms", "cpu_us_per_message"], result.EnumerateObject().Take(9).Select(member => member.Name));
        Assert.Equal([5000, 5000, 5000, 0, 0], ((string[])["sent", "acked", "stored", "lost", "duplicates"]).Select(name => result.GetProperty(name).GetInt64()));
        Assert.All((string[])["rate", "p50_ms", "p99_ms", "cpu_us_per_message"], name => Assert.True(result.GetProperty(name).GetDouble() > 0, name));
    }

    [Fact]
    public async Task Load_looks_for_messages_of_qos_0_too()
    {
        await using var load = Start("embedded", "--messages", "2000", "--qos", "0", "--warmup", "0", "--json");
        Assert.True(await load.WaitForExitAsync(Patience) == 0, load.Output);
        using var json = JsonDocument.Parse(load.Lines[^1]);
        Assert.Equal(2000, json.RootElement.GetProperty("stored").GetInt64());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("acked").ValueKind);
    }

    [Fact]
    public async Task Load_ends_with_1_when_the_database_loses_one_reading_and_has_another_twice()
    {
        await using var gateway = new GatewayProcess();
        await gateway.StartAsync();
        SqliteTampering.LoseAndDouble(gateway.DatabaseFile, lost: 7.25, twice: 8.5);
        await using var load = Start("connected", "--host", "127.0.0.1", "--port", $"{gateway.MqttPort}", "--sqlite", gateway.DatabaseFile, "--http", $"{gateway.HttpAddress}",
            "--messages", "400", "--connections", "2", "--json");
        Assert.True(await load.WaitForExitAsync(Patience) == 1, load.Output);
        using var json = JsonDocument.Parse(load.Lines[^1]);
        Assert.Equal(2, json.RootElement.GetProperty("lost").GetInt64()); // one of each of the two boards
        Assert.Equal(2, json.RootElement.GetProperty("duplicates").GetInt64());
        Assert.Contains(load.Lines, line => line.Contains("seq 7 is stored in part", StringComparison.Ordinal));
        Assert.Contains(load.Lines, line => line.Contains("seq 8 is stored twice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_counts_what_a_peer_has_stored_by_a_query()
    {
        await using var gateway = new GatewayProcess();
        await gateway.StartAsync();
        await using var load = Start("connected", "--host", "127.0.0.1", "--port", $"{gateway.MqttPort}", "--sqlite", gateway.DatabaseFile,
            "--messages", "300", "--connections", "2", "--peer-table", "SELECT count(*) / 3 FROM readings", "--json");
        Assert.True(await load.WaitForExitAsync(Patience) == 0, load.Output);
        using var json = JsonDocument.Parse(load.Lines[^1]);
        Assert.Equal(300, json.RootElement.GetProperty("stored").GetInt64());
    }

    [Fact]
    public async Task Load_stops_at_ctrl_c_and_tells_of_what_it_sent()
    {
        await using var load = Start("embedded", "--rate", "200", "--seconds", "600", "--warmup", "0", "--json");
        await load.WaitForLineAsync(" 1s ", Patience);
        await using var interrupt = ToolProcess.Start("kill", ["-INT", $"{load.Id}"]);
        Assert.True(await load.WaitForExitAsync(Patience) == 0, load.Output);
        using var json = JsonDocument.Parse(load.Lines[^1]);
        Assert.InRange(json.RootElement.GetProperty("sent").GetInt64(), 1, 20_000);
        Assert.Equal(0, json.RootElement.GetProperty("lost").GetInt64());
    }

    [Theory]
    [InlineData("--messages none: must be a whole number", "embedded", "--messages", "none")]
    [InlineData("--qos 2: must be a whole number from 0 to 1", "embedded", "--qos", "2")]
    [InlineData("'explode' in '1s:explode' is no fault, choose one of kill-gateway", "embedded", "--faults", "1s:explode")]
    [InlineData("--faults 1s:stop-postgres:1s: there is no PostgreSQL in this run; add --database postgres", "embedded", "--faults", "1s:stop-postgres")]
    [InlineData("--host is missing: name the broker", "connected")]
    [InlineData("--devices 2: must be at least as many as --connections 3", "embedded", "--devices", "2", "--connections", "3")]
    [InlineData("--boards 0: must be a whole number from 1 to 2000", "storm", "--boards", "0")]
    [InlineData("--away: must be at least one second", "storm", "--away", "100ms")]
    public async Task Load_ends_with_2_and_names_option_value_and_fix_when_an_argument_is_wrong(string sentence, params string[] arguments)
    {
        await using var load = Start(arguments);
        Assert.True(await load.WaitForExitAsync(Patience) == 2, load.Output);
        Assert.Contains(sentence, load.Output, StringComparison.Ordinal);
    }

    private static ToolProcess Start(params string[] arguments) => ToolProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nanofleet.Load.dll"), .. arguments]);
}
