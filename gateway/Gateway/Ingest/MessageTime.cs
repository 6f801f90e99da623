using System.Globalization;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Times as devices send them: ISO 8601 with offset, with Z or without (then UTC), Unix seconds, Unix milliseconds.
/// What cannot be a date, such as an uptime, counts as none. Whether it lies too far ahead is for the reading's rules.
/// </summary>
public static class MessageTime
{
    /// <summary>As seconds the year 5138, as milliseconds 1973: numbers from here on are milliseconds.</summary>
    private const double FirstMilliseconds = 1e11;

    /// <summary>2020-01-01. An uptime in milliseconds passes for seconds after it only from the nineteenth day on.</summary>
    private const long EarliestNumberMs = 1_577_836_800_000;

    /// <summary>2000-01-01: clocks that were never set begin in 1970, some in 2000 less a moment.</summary>
    private const long EarliestTextMs = 946_684_800_000;

    public static bool TryRead(ReadOnlySpan<byte> slice, out long unixMs)
    {
        unixMs = 0;
        var earliest = EarliestTextMs;
        if (JsonSlice.Text(slice) is { } text)
        {
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quoted)) (unixMs, earliest) = (FromNumber(quoted), EarliestNumberMs);
            else if (!Iso8601.TryParse(text, out unixMs)) return false;
        }
        else if (JsonSlice.TryNumber(slice, out var number))
        {
            (unixMs, earliest) = (FromNumber(number), EarliestNumberMs);
        }
        else
        {
            return false;
        }

        return unixMs >= earliest && unixMs <= Iso8601.MaxMs;
    }

    /// <summary>The same, of ISO 8601 only, from the bytes between the quotation marks.</summary>
    public static bool TryReadText(byte[] json, int offset, int count, out long unixMs) =>
        Iso8601.TryParse(json, offset, count, out unixMs) && unixMs >= EarliestTextMs;

    private static long FromNumber(double number) =>
        number >= long.MaxValue ? 0 : (long)Math.Round(number < FirstMilliseconds ? number * 1000 : number);
}
