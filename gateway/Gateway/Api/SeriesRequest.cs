using System.Globalization;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Api;

/// <summary>The query of <c>GET /api/devices/{id}/series</c>, checked.</summary>
public readonly record struct SeriesRequest(string Sensor, long FromMs, long ToMs, int Points)
{
    private const int DefaultPoints = 500;
    private const long DefaultLengthMs = 24 * 3_600_000;

    /// <summary>Reads the query; a fault names field, value and fix. Without times it is the last day.</summary>
    public static bool TryRead(IQueryCollection query, long nowMs, ApiOptions options, out SeriesRequest request, out string fault)
    {
        request = default;
        string? sensor = query["sensor"], pointsText = query["points"];
        var (to, points) = (nowMs + 1, Math.Min(DefaultPoints, options.MaximumReadings));
        if (!Rules.IsSensorName(sensor ?? ""))
        {
            fault = $"sensor = '{sensor}' must be the name of one sensor, [a-z_][a-z0-9_]{{0,49}}.";
            return false;
        }

        if (!ReadingsRequest.TryTime(query, "to", ref to, out fault)) return false;
        var from = to - DefaultLengthMs;
        if (!ReadingsRequest.TryTime(query, "from", ref from, out fault)) return false;
        if (from > to) fault = $"from = '{query["from"]}' must not be later than to = '{query["to"]}'.";
        else if (!string.IsNullOrEmpty(pointsText) && (!int.TryParse(pointsText, NumberStyles.None, CultureInfo.InvariantCulture, out points) || points < 2 || points > options.MaximumReadings))
            fault = $"points = '{pointsText}' must be a number from 2 to {options.MaximumReadings}.";
        else request = new SeriesRequest(sensor!, from, to, points);
        return fault.Length == 0;
    }
}
