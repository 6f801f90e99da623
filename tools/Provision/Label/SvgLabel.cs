using System.Globalization;
using System.Security;
using System.Text;
using QRCoder;

namespace Nanofleet.Provision.Label;

/// <summary>The label as SVG: the code as one path, the lines as text. Its unit is one module of the code.</summary>
internal static class SvgLabel
{
    private const double FirstLine = 4;
    private const double OtherLines = 2.6;
    private const double Leading = 1.25;
    private const double LetterWidth = 0.62; // of the size, in monospaced fonts
    private const double Margin = 2;

    public static string Draw(QRCodeData code, LabelContent content)
    {
        var width = code.ModuleMatrix.Count;
        var text = new StringBuilder();
        double y = width - Margin; // the code's own margin is wider than the lines need
        var size = FirstLine;
        foreach (var line in content.Lines)
        {
            var fitting = Math.Min(size, (width - 2 * Margin) / (line.Length * LetterWidth));
            y += fitting * Leading;
            text.AppendLine(CultureInfo.InvariantCulture, $"  <text x=\"{width / 2.0}\" y=\"{y:0.##}\" font-size=\"{fitting:0.##}\">{SecurityElement.Escape(line)}</text>");
            size = OtherLines;
        }

        var height = Math.Ceiling(y + Margin);
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}mm" height="{height}mm" font-family="monospace" font-weight="bold" text-anchor="middle">
              <title>{SecurityElement.Escape(content.Page.AbsoluteUri)}</title>
              <rect width="100%" height="100%" fill="#fff"/>
              <path shape-rendering="crispEdges" d="{Path(code)}"/>
            {text.ToString().TrimEnd()}
            </svg>

            """);
    }

    // Each run of dark modules in a row is one rectangle.
    private static string Path(QRCodeData code)
    {
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            var row = code.ModuleMatrix[y];
            for (var x = 0; x < row.Count; x++)
            {
                var start = x;
                while (x < row.Count && row[x]) x++;
                if (x > start) path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }
        }

        return path.ToString();
    }
}
