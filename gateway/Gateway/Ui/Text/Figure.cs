using System.Globalization;

namespace Nanofleet.Gateway.Ui.Text;

/// <summary>Numbers as a person reads them: thousands apart, no more digits than a sensor is worth.</summary>
public static class Figure
{
    private const int MostDecimals = 2;

    /// <summary>Thin and unbreakable, so that a number never ends on the next line.</summary>
    private static readonly NumberFormatInfo Format = new() { NumberGroupSeparator = "\u202f", NegativeSign = "\u2212" };

    public static string Of(double value) => Of(value, Decimals(value));

    /// <param name="decimals">As many as its neighbours have, so that a changing number does not jump.</param>
    public static string Of(double value, int decimals) =>
        IsFarFromOne(value) ? value.ToString("G3", Format) : value.ToString($"N{decimals}", Format);

    public static string Of(long count) => count.ToString("N0", Format);

    /// <summary>How many digits after the point are worth showing.</summary>
    public static int Decimals(double value)
    {
        if (IsFarFromOne(value) || Math.Abs(value) >= 1000) return 0;
        for (var decimals = 0; decimals < MostDecimals; decimals++)
            if (Math.Round(value, MostDecimals) == Math.Round(value, decimals)) return decimals;
        return MostDecimals;
    }

    /// <summary>The number for machines, with all its digits.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static bool IsFarFromOne(double value) => value != 0 && Math.Abs(value) is < 0.01 or >= 1e12;
}
