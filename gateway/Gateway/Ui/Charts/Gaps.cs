namespace Nanofleet.Gateway.Ui.Charts;

/// <summary>
/// Where nothing was measured no line is drawn: a series is cut wherever two points are much further apart than they
/// usually are.
/// </summary>
public static class Gaps
{
    private const int UsualSteps = 3;
    private const long ShortestMs = 5_000;

    /// <param name="points">Oldest first.</param>
    public static IReadOnlyList<IReadOnlyList<ChartPoint>> Split(IReadOnlyList<ChartPoint> points)
    {
        if (points.Count == 0) return [];
        var limit = Math.Max(ShortestMs, UsualSteps * UsualStep(points));
        var pieces = new List<IReadOnlyList<ChartPoint>>();
        var piece = new List<ChartPoint>();
        foreach (var point in points)
        {
            if (piece.Count > 0 && point.TimeMs - piece[^1].TimeMs > limit)
            {
                pieces.Add(piece);
                piece = [];
            }

            piece.Add(point);
        }

        pieces.Add(piece);
        return pieces;
    }

    /// <summary>One line with a point that is not a number in every gap, for charts that draw it that way.</summary>
    public static IReadOnlyList<ChartPoint> Line(IReadOnlyList<ChartPoint> points)
    {
        var line = new List<ChartPoint>(points.Count);
        foreach (var piece in Split(points))
        {
            if (line.Count > 0) line.Add(new ChartPoint(line[^1].TimeMs + 1, double.NaN));
            line.AddRange(piece);
        }

        return line;
    }

    private static long UsualStep(IReadOnlyList<ChartPoint> points)
    {
        if (points.Count < 2) return 0;
        var steps = points.Skip(1).Select((point, before) => point.TimeMs - points[before].TimeMs).Order().ToArray();
        return steps[(steps.Length - 1) * 9 / 10]; // not the middle: a thinned series has every other point close to the one before
    }
}
