using System.Text.Json;
using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>Read model of the fleet: what the API and the pages show of devices.</summary>
public sealed class DeviceReports(IStore store, ClockOffsets clocks, DeviceBudgets budgets)
{
    private static readonly JsonElement EmptyObject = JsonDocument.Parse("{}").RootElement;

    /// <summary>All devices, by name.</summary>
    public async Task<IReadOnlyList<DeviceReport>> ListAsync(CancellationToken cancel) =>
        [.. (await store.ListDevicesAsync(cancel)).Select(Of)];

    /// <summary>One device; null where it has never sent anything.</summary>
    public async Task<DeviceReport?> FindAsync(string deviceId, CancellationToken cancel) =>
        await store.FindDeviceAsync(deviceId, cancel) is { } record ? Of(record) : null;

    private DeviceReport Of(DeviceRecord record) => new(
        record.DeviceId,
        record.IsOnline,
        record.Status,
        Timestamps.Text(record.LastSeenMs),
        Timestamps.Text(record.LastHeartbeatMs),
        Timestamps.Text(record.LastUploadMs),
        Timestamps.Text(record.FirstSeenMs),
        record.Boot,
        record.LastValues.ToDictionary(last => last.Sensor, last => new SensorValue(last.Value, last.Unit, Timestamps.Text(last.TimeMs), last.Quality.ToString().ToLowerInvariant())),
        StoredJson.Parse(record.ReportJson) ?? EmptyObject,
        record.Location is { } point ? new DeviceLocation(point.Latitude, point.Longitude) : null,
        StoredJson.Parse(record.InfoJson),
        StoredJson.Parse(record.HeartbeatJson),
        AdmissionText.Of(record.Admission),
        DeviceClock.Of(clocks.Find(record.DeviceId)),
        LimitsView.Of(budgets.Counts(record.DeviceId)));
}
