using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Nanofleet.Tools.Tests.Provision.Label;

/// <summary>Reads a label's drawing back.</summary>
internal static partial class SvgPath
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static bool[,] Modules(string svg, int count)
    {
        var dark = new bool[count, count];
        foreach (Match run in Run().Matches(XDocument.Parse(svg).Descendants(Svg + "path").Single().Attribute("d")!.Value))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            for (var i = 0; i < length; i++) dark[y, x + i] = true;
        }

        return dark;
    }

    public static string[] Texts(string svg) => [.. XDocument.Parse(svg).Descendants(Svg + "text").Select(text => text.Value)];

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\d+z")]
    private static partial Regex Run();
}
