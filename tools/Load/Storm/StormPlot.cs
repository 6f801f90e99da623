using System.Globalization;
using System.Text;

namespace Nanofleet.Load.Storm;

/// <summary>The storm as a picture: attempts in each second as bars, full jitter's mean and the bound of chance as lines, on a logarithmic scale.</summary>
internal static class StormPlot
{
    private const int Left = 50;
    private const int Top = 40;
    private const int Width = 840;
    private const int Height = 360;

    public static string Svg(StormResult result)
    {
        var seconds = result.Attempts.Count;
        var decades = (int)Math.Ceiling(Math.Log10(1 + Enumerable.Range(0, seconds).Max(second => Math.Max(result.Attempts[second], result.Curve.Bound(second)))));
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 20} {Top + Height + 40}" font-family="sans-serif" font-size="12">""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="white"/>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="20" font-size="14">{result.Options.Boards} boards lose their broker at second 0: attempts to connect in each second</text>""");
        foreach (var count in (double[])[0, .. Enumerable.Range(0, decades).Select(decade => Math.Pow(10, decade))])
        {
            var y = Y(count, decades);
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{Left}" y1="{y:0.0}" x2="{Left + Width}" y2="{y:0.0}" stroke="#ddd"/><text x="{Left - 6}" y="{y + 4:0.0}" text-anchor="end">{count:0}</text>""");
        }

        for (var second = 0; second < seconds; second++)
        {
            var y = Y(result.Attempts[second], decades);
            var colour = result.Attempts[second] > result.Curve.Bound(second) ? "#c33" : "#79b";
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{X(second, seconds):0.0}" y="{y:0.0}" width="{Math.Max(1, 0.8 * Width / seconds):0.0}" height="{Top + Height - y:0.0}" fill="{colour}"/>""");
            if (second % Math.Max(1, seconds / 12) == 0) svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{X(second, seconds):0.0}" y="{Top + Height + 18}">{second} s</text>""");
        }

        Line(svg, result.Curve.Mean, seconds, decades, "#222", "");
        Line(svg, result.Curve.Bound, seconds, decades, "#c33", "6 3");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left + Width}" y="20" text-anchor="end"><tspan fill="#222">mean of full jitter</tspan>, <tspan fill="#c33">what chance does not exceed</tspan></text>""");
        return svg.Append("</svg>").ToString();
    }

    private static void Line(StringBuilder svg, Func<int, double> value, int seconds, int decades, string colour, string dashes)
    {
        var points = Enumerable.Range(0, seconds).Select(second => string.Create(CultureInfo.InvariantCulture, $"{X(second + 0.4, seconds):0.0},{Y(value(second), decades):0.0}"));
        svg.AppendLine($"""<polyline points="{string.Join(' ', points)}" fill="none" stroke="{colour}" stroke-dasharray="{dashes}"/>""");
    }

    private static double X(double second, int seconds) => Left + Width * second / seconds;

    // One above the count, so that none has a place, too.
    private static double Y(double count, int decades) => Top + Height * (1 - Math.Log10(1 + count) / decades);
}
