using System.Text.Json;
using Nanofleet.Gateway.Api;

namespace Nanofleet.Gateway.Devices;

/// <summary>
/// The last report of a device, the same whichever shape its messages had. Times are ISO 8601, UTC, and null for never.
/// </summary>
/// <param name="DeviceStatus">online, offline or sleeping, as the device said it or as its silence told.</param>
/// <param name="UploadTimestamp">When readings last arrived.</param>
/// <param name="Boot">The present boot of one of our boards.</param>
/// <param name="State">pending, approved, suspended or retired.</param>
/// <param name="Limits">What it sent beyond its measure.</param>
/// <param name="Status">All members of its status messages, merged.</param>
public sealed record DeviceReport(
    string DeviceId,
    bool IsOnline,
    string DeviceStatus,
    string? LastSeen,
    string? LastHeartbeat,
    string? UploadTimestamp,
    string? FirstSeen,
    string? Boot,
    IReadOnlyDictionary<string, SensorValue> Sensors,
    JsonElement Status,
    DeviceLocation? Location,
    JsonElement? Info,
    JsonElement? Heartbeat,
    string State,
    DeviceClock? Clock,
    LimitsView Limits);
