using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Gives arrival time to readings that knew only their uptime and whose board has not learnt the time soon enough.</summary>
public sealed partial class PlacementLoop(IStore store, SchemaReady schema, IngestOptions options, TimeProvider clock, ILogger<PlacementLoop> log) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await PlaceAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogWaits(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBug(e);
            }

            await Task.Delay(Period, clock, stoppingToken);
        }
    }

    private async Task PlaceAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var before = (now - options.PlaceWithin).ToUnixTimeMilliseconds();
        IReadOnlyList<(string DeviceId, string Boot)> overdue;
        do
        {
            overdue = await store.ListUnplacedAsync(before, AtOnce, cancel);
            if (overdue.Count > 0) await store.CommitAsync([.. overdue.Select(boot => new OverdueInbound(boot.DeviceId, now.ToUnixTimeMilliseconds(), boot.Boot, before))], cancel);
        }
        while (overdue.Count == AtOnce);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Placing readings in time waits for the database: {Cause}")]
    private partial void LogWaits(string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Placing readings in time failed in an unforeseen way and goes on.")]
    private partial void LogBug(Exception cause);
}
