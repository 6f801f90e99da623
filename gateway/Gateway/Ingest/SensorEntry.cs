using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>One entry with a name, a value and perhaps unit and time: <c>{"sensor_name":"temperature","value":24.1,"unit":"°C"}</c>.</summary>
public static class SensorEntry
{
    /// <param name="entry">An object out of a payload that passed <see cref="JsonCheck"/>.</param>
    /// <param name="topicName">The name where the topic gives it; null where the entry does.</param>
    public static bool TryRead(ReadOnlySpan<byte> entry, string? topicName, in MessageClock clock, out ReadingRow reading, out Refusal refusal)
    {
        ReadOnlySpan<byte> name = default, value = default, unit = default, timestamp = default;
        var reader = new Utf8JsonReader(entry);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isName, isValue, isUnit, isTime) = (reader.ValueTextEquals("sensor_name"u8), reader.ValueTextEquals("value"u8), reader.ValueTextEquals("unit"u8), reader.ValueTextEquals("timestamp"u8));
            reader.Read();
            var member = JsonSlice.Take(ref reader, entry);
            if (isName) name = member;
            else if (isValue) value = member;
            else if (isUnit) unit = member;
            else if (isTime) timestamp = member;
        }

        reading = default;
        if ((topicName ?? JsonSlice.Text(name)) is not { } sensor)
        {
            refusal = Refusal.NoSensorName();
            return false;
        }

        return TryMake(sensor, value, unit, timestamp, clock, out reading, out refusal);
    }

    /// <summary>The rules that every reading must pass, whichever shape brought it.</summary>
    public static bool TryMake(string sensor, ReadOnlySpan<byte> value, ReadOnlySpan<byte> unit, ReadOnlySpan<byte> timestamp, in MessageClock clock, out ReadingRow reading, out Refusal refusal)
    {
        reading = default;
        refusal = default;
        var unitText = JsonSlice.Text(unit);
        var (timeMs, quality) = clock.Of(timestamp);
        if (!Rules.IsSensorName(sensor)) refusal = Refusal.SensorName(sensor);
        else if (!JsonSlice.TryNumber(value, out var number)) refusal = Refusal.Value(sensor, value);
        else if (!JsonSlice.IsAbsent(unit) && (unitText is null || unitText.Length > Limits.Unit)) refusal = Refusal.Unit(sensor, unit);
        else if (timeMs > clock.LatestMs) refusal = Refusal.FutureTime(sensor, timeMs);
        else reading = new ReadingRow(sensor, number, string.IsNullOrEmpty(unitText) ? null : unitText, timeMs, quality);
        return refusal.Code is null;
    }
}
