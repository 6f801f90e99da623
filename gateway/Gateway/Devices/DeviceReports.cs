using System.Text.Json;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>Read model of the fleet: what the API and the pages show of devices.</summary>
public sealed class DeviceReports(IStore store)
{
    private static readonly JsonElement EmptyObject = JsonDocument.Parse("{}").RootElement;

    /// <summary>All devices, by name.</summary>
    public async Task<IReadOnlyList<DeviceReport>> ListAsync(CancellationToken cancel) =>
        [.. (await store.ListDevicesAsync(cancel)).Select(Of)];

    /// <summary>One device; null where it has never sent anything.</summary>
    public async Task<DeviceReport?> FindAsync(string deviceId, CancellationToken cancel) =>
        await store.FindDeviceAsync(deviceId, cancel) is { } record ? Of(record) : null;

    private static DeviceReport Of(DeviceRecord record) => new(
        record.DeviceId,
        record.IsOnline,
        record.Status,
        Timestamps.Text(record.LastSeenMs),
        Timestamps.Text(record.LastHeartbeatMs),
        Timestamps.Text(record.LastUploadMs),
        Timestamps.Text(record.FirstSeenMs),
        record.Boot,
        record.LastValues.ToDictionary(last => last.Sensor, last => new SensorValue(last.Value, last.Unit, Timestamps.Text(last.TimeMs), last.Quality.ToString().ToLowerInvariant())),
        Json(record.ReportJson) ?? EmptyObject,
        record.Location is { } point ? new DeviceLocation(point.Latitude, point.Longitude) : null,
        Json(record.InfoJson),
        Json(record.HeartbeatJson));

    private static JsonElement? Json(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
