using System.Text.Json;

namespace Nanofleet.Gateway.Ingest;

/// <summary>The members of a data message that mean something, as slices of its payload; a member given twice counts as given last.</summary>
public ref struct DataEnvelope
{
    public ReadOnlySpan<byte> Sensors;
    public ReadOnlySpan<byte> Status;
    public ReadOnlySpan<byte> Location;
    public ReadOnlySpan<byte> Timestamp;
    public ReadOnlySpan<byte> Boot;
    public ReadOnlySpan<byte> Seq;
    public ReadOnlySpan<byte> TimeQuality;
    public ReadOnlySpan<byte> UptimeMs;
    public ReadOnlySpan<byte> Dropped;

    /// <summary>Our own boards say which boot and which number of it this is.</summary>
    public readonly bool HasSequence => !JsonSlice.IsAbsent(Boot) && !JsonSlice.IsAbsent(Seq);

    /// <summary>The simple shape: every member is a sensor, but for time, status and location.</summary>
    public readonly bool IsSimple => Sensors.IsEmpty;

    /// <param name="json">An object that passed <see cref="JsonCheck"/>.</param>
    public static DataEnvelope Scan(ReadOnlySpan<byte> json)
    {
        var found = default(DataEnvelope);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberAt(ref reader);
            reader.Read();
            var value = JsonSlice.Take(ref reader, json);
            switch (member)
            {
                case Member.Sensors: found.Sensors = value; break;
                case Member.Status: found.Status = value; break;
                case Member.Location: found.Location = value; break;
                case Member.Timestamp: found.Timestamp = value; break;
                case Member.Boot: found.Boot = value; break;
                case Member.Seq: found.Seq = value; break;
                case Member.TimeQuality: found.TimeQuality = value; break;
                case Member.UptimeMs: found.UptimeMs = value; break;
                case Member.Dropped: found.Dropped = value; break;
            }
        }

        return found;
    }

    private enum Member
    {
        None,
        Sensors,
        Status,
        Location,
        Timestamp,
        Boot,
        Seq,
        TimeQuality,
        UptimeMs,
        Dropped,
    }

    private static Member MemberAt(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("sensors"u8)) return Member.Sensors;
        if (reader.ValueTextEquals("status"u8)) return Member.Status;
        if (reader.ValueTextEquals("location"u8)) return Member.Location;
        if (reader.ValueTextEquals("timestamp"u8)) return Member.Timestamp;
        if (reader.ValueTextEquals("boot"u8)) return Member.Boot;
        if (reader.ValueTextEquals("seq"u8)) return Member.Seq;
        if (reader.ValueTextEquals("time_quality"u8)) return Member.TimeQuality;
        if (reader.ValueTextEquals("uptime_ms"u8)) return Member.UptimeMs;
        return reader.ValueTextEquals("dropped"u8) ? Member.Dropped : Member.None;
    }
}
