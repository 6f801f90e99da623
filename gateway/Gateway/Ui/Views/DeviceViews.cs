using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>Puts together what the pages show of a device.</summary>
public sealed class DeviceViews(IStore store, RecentPoints recent)
{
    private static readonly Balance Nothing = new(0, 0, 0, new Dictionary<string, long>(), []);

    /// <summary>Null for an unknown device.</summary>
    public async Task<DeviceView?> FindAsync(string deviceId, CancellationToken cancel) =>
        await store.FindDeviceAsync(deviceId, cancel) is { } record ? await OfAsync(record, cancel) : null;

    public async Task<DeviceView> OfAsync(DeviceRecord record, CancellationToken cancel) =>
        new(record, await store.BalanceAsync(record.DeviceId, cancel) ?? Nothing, InOrder(record, await recent.OfAsync(record, cancel)));

    /// <summary>What a device measures before its vital signs, each in the order in which it lists its sensors, others by name.</summary>
    private static IReadOnlyList<SensorView> InOrder(DeviceRecord record, IReadOnlyList<SensorView> sensors)
    {
        var listed = new JsonMembers(record.InfoJson).Objects("sensors").Select(sensor => sensor.Text("sensor_name")).ToList();
        return [.. sensors.OrderBy(sensor => sensor.IsVital).ThenBy(sensor => (uint)listed.IndexOf(sensor.Name)).ThenBy(sensor => sensor.Name, StringComparer.Ordinal)];
    }
}
