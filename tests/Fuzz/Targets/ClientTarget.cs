using Nanofleet.Fuzz.Engine;

namespace Nanofleet.Fuzz.Targets;

/// <summary>
/// A client whose broker sends right and wrong packets: nothing is thrown but what the interface names, every task ends,
/// what the client sends is well made, and a wrong broker is told why it is left.
/// </summary>
internal sealed class ClientTarget : IFuzzTarget
{
    public string Name => "client";

    public void Run(int seed, Coverage coverage)
    {
        using var loop = new CaseLoop();
        new ClientCase(seed, loop, coverage).Run();
    }
}
