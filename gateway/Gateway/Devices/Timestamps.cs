using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Devices;

/// <summary>Times at the edge to people and programs: always the contract's form.</summary>
public static class Timestamps
{
    /// <summary>ISO 8601, UTC, with milliseconds; null for never.</summary>
    [return: NotNullIfNotNull(nameof(unixMs))]
    public static string? Text(long? unixMs)
    {
        if (unixMs is not { } ms) return null;
        var bytes = new byte[Iso8601.WrittenLength];
        return Encoding.ASCII.GetString(bytes, 0, Iso8601.Write(ms, bytes, 0));
    }

    /// <summary>Reads ISO 8601, Unix seconds or Unix milliseconds.</summary>
    public static bool TryParse(string text, out long unixMs)
    {
        const long firstMilliseconds = 100_000_000_000; // as seconds the year 5138
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out unixMs)) return Iso8601.TryParse(text, out unixMs);
        if (unixMs < firstMilliseconds) unixMs *= 1000;
        return true;
    }
}
