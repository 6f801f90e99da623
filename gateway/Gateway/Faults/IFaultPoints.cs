namespace Nanofleet.Gateway.Faults;

/// <summary>
/// Told when a step is reached, so that tests can end the process or break the database off exactly there. The gateway has
/// <see cref="NoFaults"/>, and no setting that could change it.
/// </summary>
public interface IFaultPoints
{
    void Reach(FaultPoint point);
}
