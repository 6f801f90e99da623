using System.Data.Common;
using System.Diagnostics;
using Nanofleet.Load.Generator;

namespace Nanofleet.Load.Run;

/// <summary>
/// Counts again and again what is stored, where no PUBACK tells it: to know when all is, and to hold the generator back
/// while too much is under way. Looking takes at most a tenth of the time, however long one look takes.
/// </summary>
internal sealed class StoredWatch(Func<CancellationToken, Task<long>> count, Tally tally)
{
    private const int Rest = 9;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);

    /// <summary>Since the begin of this watch.</summary>
    public long Value => Volatile.Read(ref tally.Stored);

    /// <summary>When the number last grew, as a timestamp of Stopwatch.</summary>
    public long GrownAt { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="before">What was counted before the begin.</param>
    public async Task RunAsync(long before, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var begun = Stopwatch.GetTimestamp();
            await LookAsync(before);
            var pause = Stopwatch.GetElapsedTime(begun) * Rest;
            await Task.Delay(pause > ShortestPause ? pause : ShortestPause, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once; a database that cannot be read changes nothing.</summary>
    public async Task LookAsync(long before)
    {
        try
        {
            var now = await count(CancellationToken.None) - before;
            if (now == Value) return;
            Volatile.Write(ref tally.Stored, now);
            GrownAt = Stopwatch.GetTimestamp();
        }
        catch (DbException)
        {
            // Stopped by the schedule of faults; it comes back.
        }
    }
}
