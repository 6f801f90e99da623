using Nanofleet.Fuzz.Engine;

namespace Nanofleet.Fuzz.Targets;

/// <summary>
/// A broker with several clients that send right and wrong packets, and one that behaves: nothing is thrown, every right
/// request is answered, whoever is sent away is told why, and the one that behaves notices nothing.
/// </summary>
internal sealed class BrokerTarget : IFuzzTarget
{
    public string Name => "broker";

    public void Run(int seed, Coverage coverage)
    {
        using var loop = new CaseLoop();
        new BrokerCase(seed, loop, coverage).Run();
    }
}
