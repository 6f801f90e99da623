using System.Diagnostics;
using Nanofleet.Fuzz.Engine;
using Nanofleet.Fuzz.Targets;

namespace Nanofleet.Fuzz;

/// <summary>Case after case of one target, until time is up, enough were run or something is found.</summary>
public sealed class FuzzRun(IFuzzTarget target)
{
    /// <summary>Memory that is still held after so much more than in the beginning counts as growth without bound.</summary>
    private const long GrowthLimit = 64 * 1024 * 1024;

    private long _baseline;

    public static IReadOnlyList<IFuzzTarget> Targets { get; } = [new DecoderTarget(), new BrokerTarget(), new ClientTarget(), new MessageTarget()];

    public string Name => target.Name;

    /// <summary>Enough is enough.</summary>
    public long MostExecutions { get; init; } = long.MaxValue;

    public long Executions { get; private set; }

    public Coverage Coverage { get; } = new();

    /// <summary>One case.</summary>
    public FuzzFinding? RunOne(int seed)
    {
        Executions++;
        try
        {
            target.Run(seed, Coverage);
            return null;
        }
        catch (Exception e) // whatever it is, it is a finding
        {
            return new FuzzFinding(target.Name, seed, e);
        }
    }

    /// <summary>Cases from this seed on. The report is called now and then, with what is held in memory.</summary>
    public FuzzFinding? RunFor(TimeSpan time, int seed, TimeSpan reportEvery, Action<long>? report = null)
    {
        var begun = Stopwatch.GetTimestamp();
        var reported = begun;
        while (Executions < MostExecutions && Stopwatch.GetElapsedTime(begun) < time)
        {
            if (RunOne(seed) is { } finding) return finding;
            unchecked { seed++; }
            if (Stopwatch.GetElapsedTime(reported) < reportEvery) continue;
            reported = Stopwatch.GetTimestamp();
            var held = GC.GetTotalMemory(forceFullCollection: true);
            if (_baseline == 0) _baseline = held;
            report?.Invoke(held);
            if (held - _baseline > GrowthLimit) return new FuzzFinding(target.Name, seed, new FindingException($"memory grows: {held >> 20} MB after {_baseline >> 20} MB"));
        }
        return null;
    }
}
