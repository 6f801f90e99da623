using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Logs;

namespace Nanofleet.Gateway.Health;

/// <summary>One line every few minutes: what went through since the last one, and how things stand.</summary>
public sealed partial class StatisticsLoop(StatisticsSource source, SchemaReady schema, LoggingOptions options, TimeProvider clock, ILogger<StatisticsLoop> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.StatisticsEvery == TimeSpan.Zero) return;
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.StatisticsEvery, clock);
        Statistics? before = null;
        do
        {
            try
            {
                var now = await source.TakeAsync(stoppingToken);
                if (before is not null) Tell(before, now);
                before = now with { Dropped = now.Dropped ?? before?.Dropped };
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBug(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Tell(Statistics before, Statistics now)
    {
        var (was, has) = (before.Counters, now.Counters);
        LogStatistics(
            options.StatisticsEvery.TotalMinutes, has.Received - was.Received, has.Committed - was.Committed, has.Readings - was.Readings, has.Duplicates - was.Duplicates, has.Quarantined - was.Quarantined,
            Dropped(before.Dropped, now.Dropped), now.Refused - before.Refused, now.Queue, now.Spool.Messages, now.Connections ?? (object)"another broker's", now.MemoryBytes / (1024 * 1024));
    }

    /// <summary>The reasons for which something was dropped meanwhile. A loss that was only possible may have been taken back.</summary>
    private static string Dropped(IReadOnlyDictionary<string, long>? before, IReadOnlyDictionary<string, long>? now)
    {
        if (now is null) return "unknown, the database is away";
        var reasons = now.Select(entry => (entry.Key, Count: entry.Value - (before?.GetValueOrDefault(entry.Key) ?? 0))).Where(entry => entry.Count != 0).OrderBy(entry => entry.Key, StringComparer.Ordinal);
        var words = string.Join(", ", reasons.Select(entry => $"{entry.Key} {entry.Count}"));
        return words.Length > 0 ? words : "none";
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "In {Minutes:0.##} min: {Messages} messages, {Stored} stored with {Readings} new readings, {Duplicates} known already, {Quarantined} to quarantine; dropped: {Dropped}; refused connections {Refused}. Now: queue {Queue}, spool {Spool}, connections {Connections}, memory {MemoryMb} MB.")]
    private partial void LogStatistics(double minutes, long messages, long stored, long readings, long duplicates, long quarantined, string dropped, long refused, int queue, long spool, object connections, long memoryMb);

    [LoggerMessage(Level = LogLevel.Error, Message = "The statistics could not be taken; the next ones tell of a longer time.")]
    private partial void LogBug(Exception cause);
}
