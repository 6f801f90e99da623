using Nanofleet.Gateway.Faults;

namespace Nanofleet.EndToEnd.Tests.Faults;

/// <summary>
/// The gateway is killed (SIGKILL) at each step that a crash may part from the next, under load, and started again. In the
/// end every message that was sent is in the database, and none twice: read there without the gateway's code.
/// </summary>
public sealed class KillPointTests(KillPointTests.OwnPostgres postgres, ITestOutputHelper output) : IClassFixture<KillPointTests.OwnPostgres>
{
    /// <summary>More than one piece of the drain, so that it is killed between two of them, too.</summary>
    private const int SpooledBeforeDrain = 1200;

    /// <summary>Of those, what nobody would send again and nothing tells from its repeat.</summary>
    private const int Nameless = 600;

    private static readonly TimeSpan Patience = FaultyGatewayProcess.Patience;

    [Theory]
    [InlineData(FaultPoint.BeforeWrite, false)]
    [InlineData(FaultPoint.BeforeCommit, false)]
    [InlineData(FaultPoint.AfterCommit, false)]
    [InlineData(FaultPoint.BeforeWrite, true)]
    [InlineData(FaultPoint.BeforeCommit, true)]
    [InlineData(FaultPoint.AfterCommit, true)]
    public Task Nothing_is_lost_or_stored_twice_when_the_gateway_is_killed_at_a_commit(FaultPoint point, bool onPostgres) =>
        StayCompleteAsync(onPostgres, (gateway, _, plan) => gateway.RunAsync(point, plan.Random.Next(1, 40)));

    [Theory]
    [InlineData(FaultPoint.AfterSpoolWrite)]
    [InlineData(FaultPoint.AfterSpoolSync)]
    public Task Nothing_is_lost_or_stored_twice_when_the_gateway_is_killed_while_it_spools(FaultPoint point) =>
        StayCompleteAsync(onPostgres: false, async (gateway, _, plan) =>
        {
            gateway.BeginOutage();
            await gateway.RunAsync(point, plan.Random.Next(1, 40));
        });

    [Theory]
    [InlineData(FaultPoint.BeforeDrainCommit, false)]
    [InlineData(FaultPoint.AfterDrainCommit, false)]
    [InlineData(FaultPoint.BeforeDrainCommit, true)]
    [InlineData(FaultPoint.AfterDrainCommit, true)]
    public Task Nothing_is_lost_or_stored_twice_when_the_gateway_is_killed_while_it_empties_the_spool(FaultPoint point, bool onPostgres) =>
        StayCompleteAsync(onPostgres, async (gateway, fleet, plan) =>
        {
            gateway.BeginOutage();
            await gateway.StartAsync(point, plan.Random.Next(1, 3));
            using var limit = new CancellationTokenSource(Patience);
            await fleet.SendNamelessAsync(Nameless, limit.Token);
            while (await gateway.SpooledAsync() < SpooledBeforeDrain) await Task.Delay(20, limit.Token);
            gateway.EndOutage();
            await gateway.Process.WaitForEndAsync(Patience);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Nothing_is_lost_or_stored_twice_when_the_gateway_is_killed_at_any_moment_of_an_outage_that_comes_and_goes(bool onPostgres) =>
        StayCompleteAsync(onPostgres, async (gateway, _, plan) =>
        {
            await gateway.StartAsync();
            for (var turn = plan.Random.Next(1, 5); turn > 0; turn--)
            {
                if (turn % 2 == 0) gateway.BeginOutage();
                else gateway.EndOutage();
                await Task.Delay(plan.Random.Next(20, 400));
            }

            await gateway.Process.KillAsync();
        });

    private async Task StayCompleteAsync(bool onPostgres, Func<FaultyGatewayProcess, SteadyFleet, KillPlan, Task> dieAsync)
    {
        var plan = new KillPlan(output);
        await using var gateway = new FaultyGatewayProcess(onPostgres ? await postgres.CreateDatabaseAsync() : null);
        var fleet = new SteadyFleet(gateway.Process.MqttPort, TestContext.Current.CancellationToken);
        for (var kill = 1; kill <= plan.Kills; kill++) await dieAsync(gateway, fleet, plan);

        gateway.EndOutage();
        await gateway.StartAsync();
        await fleet.FinishAsync(Patience);
        using var limit = new CancellationTokenSource(Patience);
        while (await gateway.SpooledAsync() > 0) await Task.Delay(50, limit.Token);
        Assert.Equal(0, await gateway.Process.StopAsync());
        fleet.Judge(gateway.Read(SteadyFleet.Sensor), output);
    }

    /// <summary>One PostgreSQL for these tests, started by the first that asks for it.</summary>
    public sealed class OwnPostgres : IAsyncDisposable
    {
        private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync());

        public async Task<string> CreateDatabaseAsync()
        {
            if (PostgresServer.MissingReason is { } reason) Assert.Skip(reason);
            return await (await _server.Value).CreateDatabaseAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
        }
    }
}
