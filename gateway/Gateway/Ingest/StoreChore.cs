using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Work on the database that nobody asks for and that comes round: the first time when the schema stands, then period by
/// period. An outage is waited out, and a bug is logged; neither ends it.
/// </summary>
public abstract partial class StoreChore(SchemaReady schema, TimeProvider clock, ILogger log) : BackgroundService
{
    protected abstract TimeSpan Period { get; }

    protected abstract Task DoAsync(CancellationToken cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await DoAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogWaits(log, GetType().Name, e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBug(log, e, GetType().Name);
            }

            await Task.Delay(Period, clock, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Chore} waits for the database: {Cause}")]
    private static partial void LogWaits(ILogger log, string chore, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Chore} failed in an unforeseen way and goes on.")]
    private static partial void LogBug(ILogger log, Exception cause, string chore);
}
