using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Removes from quarantine what is older than it may be. Its caps of rows and bytes are kept by every commit.</summary>
public sealed partial class QuarantineKeeper(IStore store, SchemaReady schema, QuarantineOptions options, TimeProvider clock, ILogger<QuarantineKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                var before = clock.GetUtcNow() - options.Age;
                var purged = await store.PurgeQuarantineAsync(before.ToUnixTimeMilliseconds(), stoppingToken);
                if (purged > 0) LogPurged(purged, options.Age.TotalDays);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Rows} messages left quarantine, where they were last seen more than {Days:0.##} days ago.")]
    private partial void LogPurged(int rows, double days);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Keeping quarantine small waits for the database: {Cause}")]
    private partial void LogWaits(string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Keeping quarantine small failed in an unforeseen way and goes on.")]
    private partial void LogBug(Exception cause);
}
