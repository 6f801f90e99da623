namespace Nanofleet.Gateway.Faults;

/// <summary>Nothing happens at any point.</summary>
public sealed class NoFaults : IFaultPoints
{
    public static readonly NoFaults Instance = new();

    public void Reach(FaultPoint point)
    {
    }
}
