using System.Diagnostics;
using Nanofleet.Load.Check;
using Nanofleet.Load.Generator;

namespace Nanofleet.Load.Run;

/// <summary>
/// Looks every few milliseconds how far one board has come in the ledger, and so learns when each of its messages became
/// visible in the database: the latency where no PUBACK tells it.
/// </summary>
internal sealed class LedgerWatch(ResultTables tables, Fleet fleet)
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(5);
    private const int Board = 0;

    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Period);
        long seen = 0;
        try
        {
            await foreach (var upTo in tables.FollowAsync(fleet.Id(Board), fleet.Boot(Board), timer, cancel))
            {
                var now = Stopwatch.GetTimestamp();
                for (; seen < upTo && fleet.FirstBoardSince.TryDequeue(out var since); seen++) Latencies.Add(Stopwatch.GetElapsedTime(since, now));
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over, which is how this ends.
        }
    }
}
