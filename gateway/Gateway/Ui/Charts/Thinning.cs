namespace Nanofleet.Gateway.Ui.Charts;

/// <summary>
/// Fewer points for a chart, without losing a peak: time is cut into equal pieces, and of each the lowest and the
/// highest point remain, in order of time.
/// </summary>
public static class Thinning
{
    /// <param name="points">Oldest first.</param>
    /// <param name="pieces">At most twice this many points remain.</param>
    public static IReadOnlyList<ChartPoint> Thin(IReadOnlyList<ChartPoint> points, int pieces)
    {
        if (points.Count <= 2 * pieces) return points;
        var first = points[0].TimeMs;
        var width = (points[^1].TimeMs - first) / pieces + 1;
        return [.. points.GroupBy(point => (point.TimeMs - first) / width).SelectMany(Extremes)];
    }

    private static IEnumerable<ChartPoint> Extremes(IEnumerable<ChartPoint> piece)
    {
        var low = piece.MinBy(point => point.Value);
        var high = piece.MaxBy(point => point.Value);
        if (low == high) return [low];
        return low.TimeMs <= high.TimeMs ? [low, high] : [high, low];
    }
}
