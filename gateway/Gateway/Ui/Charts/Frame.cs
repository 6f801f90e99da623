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

    /// <summary>A coordinate as SVG wants it.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private string Path(IReadOnlyList<IReadOnlyList<ChartPoint>> pieces)
    {
        var path = new StringBuilder();
        foreach (var piece in pieces)
        {
            for (var i = 0; i < piece.Count; i++)
                path.Append(i == 0 ? 'M' : 'L').Append(Number(X(piece[i].TimeMs))).Append(' ').Append(Number(Y(piece[i].Value)));
            if (piece.Count == 1) path.Append("h0"); // a lone point shows as a dot, thanks to round line ends
        }

        return path.ToString();
    }
}
