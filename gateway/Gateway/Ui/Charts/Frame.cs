using System.Globalization;
using System.Text;

namespace Nanofleet.Gateway.Ui.Charts;

/// <summary>A rectangle of time and value laid over a rectangle of a drawing, whose vertical axis points down.</summary>
public sealed record Frame(long FromMs, long ToMs, double Low, double High, double Left, double Top, double Width, double Height)
{
    public double X(long timeMs) => Left + Width * (timeMs - FromMs) / Math.Max(1, ToMs - FromMs);

    public double Y(double value) => Top + Height * (High - value) / (High - Low);

    /// <summary>The data of an SVG path: one line for every stretch without a gap.</summary>
    public string Path(IEnumerable<ChartPoint> points) => Path(Gaps.Split([.. points]));

    /// <summary>The outline of what points stand for, where that is more than their value: nothing for single readings.</summary>
    public string Band(IEnumerable<ChartPoint> points)
    {
        var band = new StringBuilder();
        foreach (var piece in Gaps.Split([.. points]).Where(piece => piece.Any(point => point.Low < point.High)))
        {
            Line(band, 'M', piece.Select(point => (point.TimeMs, point.High)));
            Line(band, 'L', piece.Reverse().Select(point => (point.TimeMs, point.Low)));
            band.Append('Z');
        }

        return band.ToString();
    }

    /// <summary>A coordinate as SVG wants it.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private string Path(IReadOnlyList<IReadOnlyList<ChartPoint>> pieces)
    {
        var path = new StringBuilder();
        foreach (var piece in pieces)
        {
            Line(path, 'M', piece.Select(point => (point.TimeMs, point.Value)));
            if (piece.Count == 1) path.Append("h0"); // a lone point shows as a dot, thanks to round line ends
        }

        return path.ToString();
    }

    private void Line(StringBuilder path, char first, IEnumerable<(long TimeMs, double Value)> points)
    {
        foreach (var (time, value) in points)
        {
            path.Append(first).Append(Number(X(time))).Append(' ').Append(Number(Y(value)));
            first = 'L';
        }
    }
}
