using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>
/// Keeps rollups, last values and activities of devices a moment behind the readings, in small steps with as long a pause between them, so that commits keep
/// at least half of the database. What it does not get done waits in the database, also beyond a restart.
/// </summary>
public sealed partial class RollUpLoop(IStore store, SchemaReady schema, TimeProvider clock, ILogger<RollUpLoop> log) : BackgroundService
{
    /// <summary>The longer, the more commits share one touch of a bucket; and the more a page has to look through for what is newest.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RollUpAsync(store, clock, stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogWaits(e.Message); // the state of the database is told elsewhere
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBug(e);
            }
        }
    }

    /// <summary>Does all that there is.</summary>
    public static async Task RollUpAsync(IStore store, TimeProvider clock, CancellationToken cancel)
    {
        var begun = clock.GetTimestamp();
        while (await store.RollUpAsync(cancel))
        {
            await Task.Delay(clock.GetElapsedTime(begun), clock, cancel);
            begun = clock.GetTimestamp();
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Rollups are made later: {Cause}")]
    private partial void LogWaits(string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rollups could not be made; what is to be added waits in the database.")]
    private partial void LogBug(Exception cause);
}
