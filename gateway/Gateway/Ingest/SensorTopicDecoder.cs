using System.Text.Json;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Takes <c>devices/{id}/data/{sensor}</c> apart: an object with a value, or the bare number.</summary>
public static class SensorTopicDecoder
{
    /// <param name="raw">Its payload passed <see cref="JsonCheck"/>.</param>
    public static bool TryDecode(string device, string sensor, in RawMessage raw, long latestMs, out Inbound inbound, out Refusal refusal)
    {
        inbound = null!;
        ReadingRow reading;
        var json = raw.Payload.Span.Trim(" \t\r\n"u8);
        var clock = MessageClock.Foreign(default, raw.ArrivalMs, latestMs);
        var taken = JsonSlice.TypeOf(json) == JsonTokenType.StartObject
            ? SensorEntry.TryRead(json, sensor, clock, out reading, out refusal)
            : SensorEntry.TryMake(sensor, json, default, default, clock, out reading, out refusal);
        if (taken) inbound = new DataInbound(device, raw.ArrivalMs, null, 0, [reading], [], [], Topic: raw.Topic, Payload: raw.Payload);
        return taken;
    }
}
