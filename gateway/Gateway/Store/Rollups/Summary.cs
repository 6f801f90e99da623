namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>What some readings of one sensor come to. Joining is the same in any order, but for the last of two at one moment.</summary>
/// <param name="Last">The newest value, taken at <paramref name="LastMs"/>; of several at that time, the one that came last.</param>
public readonly record struct Summary(long Count, double Low, double High, double Sum, double Last, long LastMs)
{
    public double Mean => Sum / Count;

    public static Summary Of(double value, long timeMs) => new(1, value, value, value, value, timeMs);

    /// <summary>Both together; <paramref name="later"/> arrived after this one.</summary>
    public Summary Join(in Summary later)
    {
        var sum = Math.Clamp(Sum + later.Sum, -double.MaxValue, double.MaxValue); // no database keeps what is not finite
        var (last, lastMs) = later.LastMs >= LastMs ? (later.Last, later.LastMs) : (Last, LastMs);
        return new Summary(Count + later.Count, Math.Min(Low, later.Low), Math.Max(High, later.High), sum, last, lastMs);
    }
}
