namespace Nanofleet.Fuzz;

/// <summary>A case that showed a fault; its target and seed bring it back.</summary>
public sealed record FuzzFinding(string Target, int Seed, Exception Failure)
{
    public override string ToString() => $"{Target} {Seed}: {Failure}";
}
