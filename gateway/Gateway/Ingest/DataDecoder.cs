using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Takes <c>devices/{id}/data</c> apart: our own shape with boot and seq, the full and the simple one of others.
/// A bad entry is refused alone; what makes the whole message unusable is returned as a refusal.
/// </summary>
public sealed class DataDecoder(BootClocks clocks, TimeSpan futureLimit)
{
    /// <param name="raw">Its payload passed <see cref="JsonCheck"/>.</param>
    public bool TryDecode(string device, in RawMessage raw, out Inbound inbound, out Refusal refusal) =>
        TryDecode(device, raw, null, out inbound, out refusal);

    /// <param name="raw">Its payload passed <see cref="JsonCheck"/>.</param>
    /// <param name="given">The time of the message, where it stands elsewhere.</param>
    public bool TryDecode(string device, in RawMessage raw, MessageClock? given, out Inbound inbound, out Refusal refusal)
    {
        inbound = null!;
        refusal = default;
        var json = raw.Payload.Span.Trim(" \t\r\n"u8);
        if (JsonSlice.TypeOf(json) != JsonTokenType.StartObject)
        {
            refusal = Refusal.WrongShape("The payload is not an object of readings.");
            return false;
        }

        var data = DataEnvelope.Scan(json);
        string? boot = null;
        long seq = 0;
        if (data is { IsSimple: false, HasSequence: true } && !TrySequence(data, out boot, out seq, out refusal)) return false;

        var latest = LatestMs(raw.ArrivalMs);
        var clock = given ?? (boot is null ? MessageClock.Foreign(data.Timestamp, raw.ArrivalMs, latest) : MessageClock.Board(data, device, boot, raw.ArrivalMs, latest, clocks));
        var entries = new DataEntries(raw.Topic, boot, seq, clock);
        if (!(data.IsSimple ? TrySimple(device, json, clock, entries, out refusal) : TryFull(data, clock, entries, out refusal))) return false;

        var status = Status(data, entries);
        var location = Location(data, entries);
        inbound = new DataInbound(device, raw.ArrivalMs, boot, seq, entries.Readings, entries.Drops, entries.Refused, status, location, raw.Topic, raw.Payload, Clock: clock.Boot) { SaidMs = SaidMs(boot, clock) };
        return true;
    }

    /// <summary>Of readings that arrive now.</summary>
    public long LatestMs(long arrivalMs) => arrivalMs + (long)futureLimit.TotalMilliseconds;

    /// <summary>Devices without a boot send what they measure at once; our own may send it late, and have heartbeats for their clock.</summary>
    internal static long? SaidMs(string? boot, in MessageClock clock) => boot is null && clock.Quality == TimeQuality.Device && clock.TimeMs <= clock.LatestMs ? clock.TimeMs : null;

    private static bool TrySequence(in DataEnvelope data, out string? boot, out long seq, out Refusal refusal)
    {
        boot = JsonSlice.Text(data.Boot);
        refusal = default;
        if (!JsonSlice.TryWhole(data.Seq, out seq) || seq < 1) refusal = Refusal.Sequence(data.Seq);
        if (!Rules.IsBoot(boot ?? "")) refusal = Refusal.Boot(data.Boot);
        return refusal.Code is null;
    }

    private static bool TryFull(in DataEnvelope data, in MessageClock clock, DataEntries entries, out Refusal refusal)
    {
        refusal = default;
        if (!TryList(data.Sensors, "sensors", out refusal) || !TryList(data.Dropped, "dropped", out refusal)) return false;
        foreach (var entry in new JsonArray(data.Sensors))
        {
            if (entries.Count == Limits.GatewayReadings) return TooMany(out refusal);
            if (JsonSlice.TypeOf(entry) != JsonTokenType.StartObject) entries.Refuse(QuarantinePart.Sensor, entry, Refusal.WrongShape("The entry of sensors is not an object with sensor_name and value."));
            else if (SensorEntry.TryRead(entry, null, clock, out var reading, out var reason)) entries.Add(reading);
            else entries.Refuse(QuarantinePart.Sensor, entry, reason);
        }

        foreach (var entry in new JsonArray(data.Dropped))
        {
            if (entries.Count == Limits.GatewayReadings) return TooMany(out refusal);
            if (DropEntry.TryRead(entry, out var drop, out var reason)) entries.Add(drop);
            else entries.Refuse(QuarantinePart.Drop, entry, reason);
        }

        return true;
    }

    private static bool TrySimple(string device, ReadOnlySpan<byte> json, in MessageClock clock, DataEntries entries, out Refusal refusal)
    {
        refusal = default;
        var any = false;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (entries.Count == Limits.GatewayReadings) return TooMany(out refusal);
            any = true;
            var start = (int)reader.TokenStartIndex;
            var name = reader.GetString()!;
            reader.Read();
            var value = JsonSlice.Take(ref reader, json);
            var isObject = JsonSlice.TypeOf(value) == JsonTokenType.StartObject;
            if (name == "timestamp" || (name == "device_id" && JsonSlice.Text(value) == device) || (isObject && name is "status" or "location")) continue;
            if (SensorEntry.TryMake(name, value, default, default, clock, out var reading, out var reason)) entries.Add(reading);
            else entries.Refuse(QuarantinePart.Member, json[start..(int)reader.BytesConsumed], reason);
        }

        if (!any) refusal = Refusal.WrongShape("The object is empty: there is no reading in it.");
        return any;
    }

    private static string? Status(in DataEnvelope data, DataEntries entries)
    {
        if (JsonSlice.TypeOf(data.Status) == JsonTokenType.StartObject) return JsonSlice.Raw(data.Status);
        if (!data.IsSimple && !JsonSlice.IsAbsent(data.Status)) entries.Refuse(QuarantinePart.Status, data.Status, Refusal.WrongShape("The member status is not an object."));
        return null;
    }

    private static GeoPoint? Location(in DataEnvelope data, DataEntries entries)
    {
        var isObject = JsonSlice.TypeOf(data.Location) == JsonTokenType.StartObject;
        if (isObject && LocationEntry.TryRead(data.Location, out var point)) return point;
        if (isObject || (!data.IsSimple && !JsonSlice.IsAbsent(data.Location))) entries.Refuse(QuarantinePart.Location, data.Location, Refusal.Location(data.Location));
        return null;
    }

    private static bool TryList(ReadOnlySpan<byte> slice, string name, out Refusal refusal)
    {
        refusal = default;
        if (JsonSlice.IsAbsent(slice) || JsonSlice.TypeOf(slice) == JsonTokenType.StartArray) return true;
        refusal = Refusal.WrongShape($"The member {name} is not a list.");
        return false;
    }

    private static bool TooMany(out Refusal refusal)
    {
        refusal = Refusal.TooManyEntries(Limits.GatewayReadings);
        return false;
    }
}
