using System.Diagnostics;
using System.Globalization;
using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Store;

namespace Nanofleet.FaultyGateway;

/// <summary>
/// Ends its own process, without a word and without a last deed, when a point is reached for the n-th time
/// (NANOFLEET_KILL_AT=AfterCommit:17); and takes the database away for as long as a file exists (NANOFLEET_OUTAGE_FILE).
/// </summary>
internal sealed class Saboteur(FaultPoint? point, long reaches, string? outageFile) : IFaultPoints
{
    private long _reached;

    public static Saboteur FromEnvironment()
    {
        var outage = Environment.GetEnvironmentVariable("NANOFLEET_OUTAGE_FILE");
        if (Environment.GetEnvironmentVariable("NANOFLEET_KILL_AT") is not { Length: > 0 } plan) return new Saboteur(null, 0, outage);
        var parts = plan.Split(':');
        return new Saboteur(Enum.Parse<FaultPoint>(parts[0]), long.Parse(parts[1], CultureInfo.InvariantCulture), outage);
    }

    public void Reach(FaultPoint reached)
    {
        if (reached == FaultPoint.BeforeWrite && File.Exists(outageFile)) throw new StoreUnavailableException("The test has taken the database away.");
        if (reached != point || Interlocked.Increment(ref _reached) != reaches) return;
        Process.GetCurrentProcess().Kill(); // SIGKILL
        Thread.Sleep(Timeout.Infinite); // nothing may happen between the signal and its effect
    }
}
