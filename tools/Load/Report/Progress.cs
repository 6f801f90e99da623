using System.Diagnostics;
using System.Globalization;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.Report;

/// <summary>A line a second while the load runs, and a line for everything that happens.</summary>
internal sealed class Progress(TextWriter output, IReadOnlyList<CpuAccount> programs)
{
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<long> _memory = [];

    /// <summary>Bytes the gateway held, second by second.</summary>
    public IReadOnlyList<long> Memory => _memory;

    public void Tell(string sentence)
    {
        lock (_gate) output.WriteLine(sentence);
    }

    public async Task RunAsync(LoadPhase phase, CancellationToken over)
    {
        Tell("  time       sent      acked     stored        per second  repeated  gateway MB");
        using var timer = new PeriodicTimer(Period);
        var (since, lastDone, lastAt) = (Stopwatch.GetTimestamp(), 0L, Stopwatch.GetTimestamp());
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                foreach (var program in programs) program.Look();
                var (tally, now) = (phase.Tally, Stopwatch.GetTimestamp());
                var done = phase.Stored ?? (tally.Acked > 0 ? tally.Acked : tally.Sent);
                var rate = (done - lastDone) / Stopwatch.GetElapsedTime(lastAt, now).TotalSeconds;
                (lastDone, lastAt) = (done, now);
                var memory = programs is [var gateway, ..] ? gateway.ResidentBytes : 0;
                _memory.Add(memory);
                Tell(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since, now).TotalSeconds,5:0}s {Number(tally.Sent),10} {Number(tally.Acked),10} {(phase.Stored is { } stored ? Number(stored) : "-"),10} {rate,17:#,0} {Number(tally.Repeated),9} {memory / Megabyte,11:0}"));
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over, which is how this ends.
        }
    }

    private static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
