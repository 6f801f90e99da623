using System.Globalization;

namespace Nanofleet.Load.Faults;

/// <summary>Times of the command line: <c>5</c> and <c>5s</c> are seconds, <c>15m</c> minutes, <c>200ms</c> milliseconds.</summary>
internal static class Durations
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", .001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var (suffix, seconds) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        var isNumber = double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count);
        duration = isNumber && count * seconds < TimeSpan.FromDays(1).TotalSeconds ? TimeSpan.FromSeconds(count * seconds) : default;
        return isNumber && count * seconds < TimeSpan.FromDays(1).TotalSeconds;
    }
}
