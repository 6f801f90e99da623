using System.Globalization;
using Nanofleet.Contract;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>The query of <c>GET /api/devices/{id}/readings</c>, checked.</summary>
public static class ReadingsRequest
{
    private const int DefaultLimit = 500;
    private const long EndOfTime = 253_402_300_800_000; // the year 10000, where ISO 8601 ends

    /// <summary>Reads the query; a fault names field, value and fix.</summary>
    public static bool TryRead(string deviceId, IQueryCollection query, ApiOptions options, out ReadingQuery request, out string fault)
    {
        request = null!;
        fault = "";
        string? sensor = query["sensor"], cursorText = query["cursor"];
        var cursor = default(ReadingCursor);
        var (from, to, limit) = (0L, EndOfTime, Math.Min(DefaultLimit, options.MaximumReadings));
        if (!string.IsNullOrEmpty(sensor) && !Rules.IsSensorName(sensor)) fault = $"sensor = '{sensor}' must be [a-z_][a-z0-9_]{{0,49}}.";
        else if (!TryTime(query, "from", ref from, out fault) || !TryTime(query, "to", ref to, out fault)) return false;
        else if (from > to) fault = $"from = '{query["from"]}' must not be later than to = '{query["to"]}'.";
        else if (!TryLimit(query["limit"], options, ref limit)) fault = $"limit = '{query["limit"]}' must be a number from 1 to {options.MaximumReadings}.";
        else if (!string.IsNullOrEmpty(cursorText) && !Cursors.TryRead(cursorText, out cursor)) fault = $"cursor = '{Ingest.Refusal.Cut(cursorText)}' is not one that this gateway gave; begin without.";
        else request = new ReadingQuery(deviceId, string.IsNullOrEmpty(sensor) ? null : sensor, from, to, limit, string.IsNullOrEmpty(cursorText) ? null : cursor);
        return fault.Length == 0;
    }

    internal static bool TryTime(IQueryCollection query, string name, ref long value, out string fault)
    {
        string? text = query[name];
        fault = "";
        if (string.IsNullOrEmpty(text)) return true;
        if (Timestamps.TryParse(text, out var ms)) value = ms;
        else fault = $"{name} = '{text}' must be a time such as 2026-01-05T08:00:00Z, or Unix seconds or milliseconds; a '+' in an address is written %2B.";
        return fault.Length == 0;
    }

    private static bool TryLimit(string? text, ApiOptions options, ref int limit)
    {
        if (string.IsNullOrEmpty(text)) return true;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= options.MaximumReadings;
    }
}
