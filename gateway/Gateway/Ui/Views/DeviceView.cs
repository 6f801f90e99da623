using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>A device as the pages show it, all from the database.</summary>
/// <param name="Sensors">What it measures first, then its vital signs, each by name.</param>
public sealed record DeviceView(DeviceRecord Record, Balance Balance, IReadOnlyList<SensorView> Sensors)
{
    private const int MainSensors = 3;
    private readonly JsonMembers _report = new(Record.ReportJson);
    private readonly JsonMembers _info = new(Record.InfoJson);
    private readonly JsonMembers _heartbeat = new(Record.HeartbeatJson);

    public string Id => Record.DeviceId;

    public string Address => $"/devices/{Uri.EscapeDataString(Id)}";

    public DeviceState State => StateOf(Record);

    /// <summary>Few enough for a row of a table; vital signs only where there is nothing else.</summary>
    public IReadOnlyList<SensorView> Main => [.. (Sensors.Any(s => !s.IsVital) ? Sensors.Where(s => !s.IsVital) : Sensors).Take(MainSensors)];

    public long Dropped => Balance.Dropped.Values.Sum();

    public string? Ip => _report.Text("ip") ?? _report.Text("ip_address");

    /// <summary>dBm: the heartbeat's, which is newer than the one of the birth message.</summary>
    public double? Rssi => _heartbeat.Number("rssi") ?? _report.Number("rssi");

    public double? Battery => _report.Number("battery");

    public string? Reason => _report.Text("reason");

    public string? Model => _info.Text("model");

    public string? Firmware => _info.Text("firmware") ?? _info.Text("version") ?? _info.Text("firmware_version");

    public string? ResetReason => _info.Text("reset_reason");

    public TimeSpan? Uptime => _heartbeat.Number("uptime_ms") is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    public double? FreeMemory => _heartbeat.Number("free_memory");

    public double? Reconnects => _heartbeat.Number("reconnects");

    /// <summary>Sensors that its newest heartbeat says are not well, and what is wrong with each.</summary>
    public IReadOnlyList<(string Sensor, string Quality)> Unwell => [.. _heartbeat.Object("sensor_quality").AllTexts()];

    /// <summary>When a device that sleeps means to be heard again; null where it is awake or did not say.</summary>
    public long? NextWakeMs => State == DeviceState.Sleeping && _report.Text("next_wake") is { } wake && Contract.Iso8601.TryParse(wake, out var ms) ? ms : null;

    /// <summary>A device that does not list what it can do may be able to do anything.</summary>
    public bool CanDo(string action) => _info.Texts("capabilities")?.Contains(action) ?? true;

    public static DeviceState StateOf(DeviceRecord record) =>
        record.Status == Contract.StatusMessage.Sleeping ? DeviceState.Sleeping
        : record.IsOnline ? DeviceState.Online
        : DeviceState.Offline;
}
