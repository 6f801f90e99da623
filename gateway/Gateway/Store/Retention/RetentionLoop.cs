using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Retention;

/// <summary>Once an hour makes room for the readings to come and removes those that are older than the settings keep.</summary>
public sealed partial class RetentionLoop(IStore store, SchemaReady schema, RetentionOptions options, TimeProvider clock, ILogger<RetentionLoop> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        LogKept(Words(options.Raw), Words(options.Minute), Words(options.Hour), Words(options.Day));
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
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
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await store.PrepareAsync(now, cancel);
        foreach (var level in Enum.GetValues<RollupLevel>())
        {
            if (options.Of(level) > TimeSpan.Zero) await SweepAsync(level, options.KeptFromMs(level, now), cancel);
        }
    }

    /// <summary>Rests after each step as long as it took, so that commits keep at least half of the database.</summary>
    private async Task SweepAsync(RollupLevel level, long beforeMs, CancellationToken cancel)
    {
        for (SweepCursor? at = new SweepCursor(); at is { } after;)
        {
            var begun = clock.GetTimestamp();
            at = await store.SweepAsync(level, beforeMs, after, cancel);
            await Task.Delay(clock.GetElapsedTime(begun), clock, cancel);
        }
    }

    private static string Words(TimeSpan kept) => kept == TimeSpan.Zero ? "for ever" : $"{kept.TotalDays:0.#} days";

    [LoggerMessage(Level = LogLevel.Information, Message = "Kept: readings {Raw}, minutes {Minute}, hours {Hour}, days {Day}.")]
    private partial void LogKept(string raw, string minute, string hour, string day);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Old readings are removed later: {Cause}")]
    private partial void LogWaits(string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Old readings could not be removed; the next attempt is in an hour.")]
    private partial void LogBug(Exception cause);
}
