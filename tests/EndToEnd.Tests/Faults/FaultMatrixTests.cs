using Nanofleet.Load.Faults;
using Nanofleet.Load.Run;

namespace Nanofleet.EndToEnd.Tests.Faults;

/// <summary>
/// Broker and database fail under load; afterwards every message is looked for in the database. The kills of the gateway are
/// elsewhere. Longer faults are made with tools/Load by hand.
/// </summary>
public sealed class FaultMatrixTests(ITestOutputHelper output)
{
    private static readonly EmbeddedOptions OwnBrokerPostgres = new() { Postgres = true };
    private static readonly EmbeddedOptions Mosquitto = new() { Mosquitto = true };

    [Theory]
    [InlineData("Spool:Enabled=true")]
    [InlineData("Spool:Enabled=false")]
    public Task Nothing_is_lost_or_stored_twice_when_postgresql_is_stopped_under_load_and_started_again(string spool) =>
        StayCompleteAsync(OwnBrokerPostgres with { GatewaySettings = [$"--{spool}"] }, "1s:stop-postgres:5s", rate: 2000, seconds: 8);

    [Fact]
    public Task Nothing_is_lost_or_stored_twice_when_postgresql_is_killed_again_and_again() =>
        StayCompleteAsync(OwnBrokerPostgres, "1s:kill-postgres:1s,5s:kill-postgres:1s", rate: 10_000, seconds: 8);

    [Fact]
    public Task Nothing_is_lost_or_stored_twice_when_a_server_process_is_killed_in_the_middle_of_its_copy() =>
        StayCompleteAsync(OwnBrokerPostgres, "1s:kill-copy,4s:kill-copy", rate: 10_000, seconds: 7);

    [Fact]
    public Task Nothing_is_lost_or_stored_twice_when_postgresql_halts_without_closing() =>
        StayCompleteAsync(OwnBrokerPostgres, "1s:pause-postgres:5s", rate: 2000, seconds: 7);

    [Fact]
    public Task Nothing_is_lost_or_stored_twice_when_mosquitto_restarts_with_its_sessions() =>
        StayCompleteAsync(Mosquitto with { MosquittoPersistence = true }, "1s:stop-mosquitto:1s,5s:stop-mosquitto:1s", rate: 2000, seconds: 8);

    [Fact]
    public Task Nothing_is_lost_or_stored_twice_when_mosquitto_is_killed_and_forgets_what_it_acknowledged() =>
        StayCompleteAsync(Mosquitto, "1s:kill-mosquitto:1s,5s:kill-mosquitto:1s", rate: null, seconds: 8);

    [Fact]
    public Task Nothing_is_lost_or_stored_twice_when_mosquitto_halts_without_closing() =>
        StayCompleteAsync(Mosquitto, "1s:pause-mosquitto:4s", rate: 2000, seconds: 7);

    [Fact]
    public Task Nothing_is_lost_or_stored_twice_when_a_board_stalls_without_closing_and_all_come_anew() =>
        StayCompleteAsync(new EmbeddedOptions(), "1s:stall-connection:4s,3s:drop-connections", rate: null, seconds: 6);

    [Fact]
    public async Task Nothing_is_lost_or_stored_twice_when_two_gateways_are_started_with_one_client_id_and_the_log_tells_of_it()
    {
        var log = await StayCompleteAsync(Mosquitto with { Postgres = true }, "1s:second-gateway:10s", rate: 1000, seconds: 12);
        Assert.Contains("Is a second gateway running as 'nanofleet-gateway'?", log, StringComparison.Ordinal);
    }

    /// <returns>The gateway's log.</returns>
    private async Task<string> StayCompleteAsync(EmbeddedOptions servers, string faults, double? rate, int seconds)
    {
        if (servers.Postgres && PostgresServer.MissingReason is { } noPostgres) Assert.Skip(noPostgres);
        if (servers.Mosquitto && MosquittoServer.MissingReason is { } noMosquitto) Assert.Skip(noMosquitto);
        Assert.True(Fault.TryParseAll(faults, out var schedule, out var sentence), sentence);
        await using var target = await EmbeddedTarget.StartAsync(servers);
        var options = new LoadOptions { Duration = TimeSpan.FromSeconds(seconds), Rate = rate, Connections = 4, Devices = 20, Faults = schedule, ResendAfter = TimeSpan.FromSeconds(3), Outbox = 2000 };
        var lines = new StringWriter();
        var result = await new LoadRun(options, target, TextWriter.Synchronized(lines)).RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"{lines}\n{Nanofleet.Load.Report.Summary.Text(result)}\nthe gateway's log:\n{target.Log}");
        Assert.True(result.IsGood, string.Join('\n', result.Faults));
        Assert.Equal(result.Sent, result.Stored);
        return target.Log;
    }
}
