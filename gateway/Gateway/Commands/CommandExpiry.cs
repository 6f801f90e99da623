using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Commands;

/// <summary>Marks commands that nobody answered in time, also those that a gateway sent before it was restarted.</summary>
public sealed partial class CommandExpiry(IStore store, SchemaReady schema, TimeProvider clock, ILogger<CommandExpiry> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                await store.ExpireCommandsAsync(clock.GetUtcNow().ToUnixTimeMilliseconds(), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogWaits(e.Message); // the state of the database is told elsewhere
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Expired commands are marked later: {Cause}")]
    private partial void LogWaits(string cause);
}
