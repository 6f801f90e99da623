using Nanofleet.Load.Generator;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.Faults;

/// <summary>Carries out faults at their times, each on its own, so that one may begin while another lasts.</summary>
internal sealed class FaultSchedule(IReadOnlyList<Fault> faults, Target target, LoadGenerator generator, Action<string> tell)
{
    /// <summary>Throws when something of it cannot be done, before anything begins.</summary>
    public static void Check(IReadOnlyList<Fault> faults, Target target)
    {
        foreach (var fault in faults)
            if (fault.Kind is not (FaultKind.DropConnections or FaultKind.StallConnection)) target.Check(fault);
    }

    /// <summary>Completes when all are over. Cancelling calls off those that have not begun and shortens those that last.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(faults.Select(fault => RunAsync(fault, cancel)));

    private async Task RunAsync(Fault fault, CancellationToken cancel)
    {
        await Task.Delay(fault.At, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancel.IsCancellationRequested) return;
        tell($"fault {fault} begins");
        switch (fault.Kind)
        {
            case FaultKind.DropConnections:
                generator.DropConnections();
                break;
            case FaultKind.StallConnection:
                generator.StallConnection(true);
                await Task.Delay(fault.Duration, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                generator.StallConnection(false);
                break;
            default:
                await target.CarryOutAsync(fault, cancel);
                break;
        }

        tell($"fault {fault} is over");
    }
}
