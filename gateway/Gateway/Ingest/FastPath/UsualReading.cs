using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest.FastPath;

/// <summary>One entry of the list of sensors, as usual ones are: <c>{"sensor_name":"temperature","value":24.1,"unit":"°C"}</c>, in any order and perhaps with a time.</summary>
internal ref struct UsualReading
{
    /// <summary>Stands for the time of the message, which may come behind its sensors.</summary>
    public const long NoTime = long.MinValue;

    private string? _sensor;
    private string? _unit;
    private double? _value;
    private long _timeMs;

    public static bool TryRead(ref JsonCursor cursor, KnownTexts texts, out ReadingRow reading)
    {
        reading = default;
        if (!cursor.Take('{')) return false;
        var found = new UsualReading { _timeMs = NoTime };
        do
        {
            if (!cursor.TryName(out var name) || !found.TryMember(name, ref cursor, texts)) return false;
        }
        while (cursor.Take(','));

        if (found._sensor is null || found._value is null || !cursor.Take('}')) return false;
        reading = new ReadingRow(found._sensor, found._value.Value, found._unit is "" ? null : found._unit, found._timeMs, TimeQuality.Device);
        return true;
    }

    /// <summary>False for a member that is unknown or comes again, too.</summary>
    private bool TryMember(ReadOnlySpan<byte> name, ref JsonCursor cursor, KnownTexts texts)
    {
        if (_value is null && name.SequenceEqual("value"u8))
        {
            if (!cursor.TryNumber(out var number)) return false;
            _value = number;
            return true;
        }

        if (_sensor is null && name.SequenceEqual("sensor_name"u8)) return cursor.TryText(out var text) && (_sensor = texts.Sensor(text)) is not null;
        if (_unit is null && name.SequenceEqual("unit"u8)) return cursor.TryText(out var text) && (_unit = texts.Unit(text)) is not null;
        return _timeMs == NoTime && name.SequenceEqual("timestamp"u8) && cursor.TryTime(out _timeMs);
    }
}
