using Nanofleet.Testing.Network;

namespace Nanofleet.Load.Storm;

/// <summary>What the boards did, second by second, beside what full jitter promises.</summary>
/// <param name="Attempts">Connections that were asked for in each second after the loss.</param>
/// <param name="Curve">As long as the attempts.</param>
/// <param name="Recovery">From the broker's return until the last board was online.</param>
internal sealed record StormResult(StormOptions Options, IReadOnlyList<int> Attempts, JitterCurve Curve, TimeSpan Recovery)
{
    /// <summary>The seconds with more attempts than chance allows.</summary>
    public IReadOnlyList<int> Above { get; } = [.. Enumerable.Range(0, Attempts.Count).Where(second => Attempts[second] > Curve.Bound(second))];

    public bool IsGood => Above.Count == 0;
}
