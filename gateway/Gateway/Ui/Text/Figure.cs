using System.Globalization;

namespace Nanofleet.Gateway.Ui.Text;

/// <summary>Numbers as a person reads them: thousands apart, no more digits than a sensor is worth.</summary>
public static class Figure
{
    /// <summary>Thin and unbreakable, so that a number never ends on the next line.</summary>
    private static readonly NumberFormatInfo Format = new() { NumberGroupSeparator = "\u202f", NegativeSign = "\u2212" };

    public static string Of(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 0.01 or >= 1e12 => value.ToString("G3", Format),
        < 1000 => value.ToString("0.##", Format),
        _ => value.ToString("#,0.#", Format),
    };

    public static string Of(long count) => count.ToString("#,0", Format);

    /// <summary>The number for machines, with all its digits.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
