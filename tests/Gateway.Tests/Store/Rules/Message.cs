using System.Text;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>Messages as the ingest hands them to the store, with as little said as a test needs.</summary>
internal static class Message
{
    public const string Device = "kitchen";
    public const string Boot = "9f3c21aa";

    /// <summary>A numbered message with one reading, whose value is its sequence number.</summary>
    public static DataInbound Data(long seq, string device = Device, string boot = Boot, long? time = null, params DropRow[] drops) =>
        new(device, 10_000 + seq, boot, seq, [Reading(seq, time ?? 1_000 + seq)], drops, [], Topic: $"devices/{device}/data", Payload: Encoding.UTF8.GetBytes($"seq {seq}"));

    /// <summary>Readings of a device that does not number its messages.</summary>
    public static DataInbound Foreign(long arrival, params ReadingRow[] readings) => new(Device, arrival, null, 0, [.. readings], [], []);

    /// <summary>A numbered message of which nothing passed.</summary>
    public static DataInbound AllRefused(long seq, string boot = Boot) => new(Device, 10_000 + seq, boot, seq, [], [], [Refusal($"seq {seq}")]);

    public static ReadingRow Reading(double value, long time, string sensor = "temperature", string? unit = "°C", TimeQuality quality = TimeQuality.Device) =>
        new(sensor, value, unit, time, quality);

    public static QuarantineRow Refusal(string payload, string reason = "value", string sentence = "the value of 'light' is not a finite number") =>
        new($"devices/{Device}/data", Encoding.UTF8.GetBytes(payload), reason, sentence);

    public static QuarantineInbound Quarantined(long arrival, string payload, string device = Device) => new(device, arrival, Refusal(payload, "not_json", "not JSON at line 1, position 1"));

    public static StatusInbound Online(long arrival, string? boot = Boot, long session = 1, string? json = null) => new(Device, arrival, "online", boot, session, json, Retained: false);

    public static StatusInbound Offline(long arrival, string? boot = Boot, long session = 1, string? json = null) => new(Device, arrival, "offline", boot, session, json, Retained: false);

    public static HeartbeatInbound Heartbeat(long arrival, long taken = 0, string? boot = Boot, string? json = null) => new(Device, arrival, boot, taken, json);

    public static CommandRecord Command(string requestId, long created = 1_000, long expires = 2_000, string device = Device) =>
        new(requestId, device, "ping", null, created, expires, CommandState.Sent);
}
