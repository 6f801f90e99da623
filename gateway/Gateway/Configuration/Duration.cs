using System.Globalization;

namespace Nanofleet.Gateway.Configuration;

/// <summary>
/// Durations as people write them: <c>90s</c>, <c>500ms</c>, <c>5m</c>, <c>1h</c>, <c>7d</c> or <c>00:01:30</c>.
/// A bare number is refused: .NET would read 90 as ninety days.
/// </summary>
public static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        text = text.Trim();
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            if (!double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) continue;
            if (number * milliseconds > TimeSpan.MaxValue.TotalMilliseconds / 2) return false;
            value = TimeSpan.FromMilliseconds(number * milliseconds);
            return true;
        }

        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }
}
