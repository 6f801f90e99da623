namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What a batch has to know of the database before it can be decided, collected so that each table is asked once.</summary>
internal sealed class BatchNeeds
{
    private BatchNeeds()
    {
    }

    /// <summary>Devices the batch speaks of, and when it did so first. Sorted: every gateway then locks them in the same order.</summary>
    public SortedDictionary<string, long> Devices { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of the devices that are created when they are not known.</summary>
    public HashSet<string> NewDevices { get; } = [];

    public HashSet<(string DeviceId, string Boot)> Boots { get; } = [];

    public HashSet<SensorName> Sensors { get; } = [];

    /// <summary>Readings without a sequence number: only the table itself can tell whether they are there already.</summary>
    public List<(string DeviceId, SensorName Sensor, long TimeMs)> Unnumbered { get; } = [];

    public HashSet<(string DeviceId, string RequestId)> Requests { get; } = [];

    /// <summary>Boots of whose clock something is said; true where readings may be waiting for it.</summary>
    public Dictionary<(string DeviceId, string Boot), bool> Clocks { get; } = [];

    /// <summary>Keys of uploads.</summary>
    public HashSet<(string DeviceId, string Key)> UploadKeys { get; } = [];

    /// <summary>Quarantine rows that are tried again.</summary>
    public HashSet<long> Replayed { get; } = [];

    public static BatchNeeds Of(IReadOnlyList<Inbound> batch)
    {
        var needs = new BatchNeeds();
        foreach (var item in batch) needs.Add(item);
        return needs;
    }

    private void Add(Inbound item)
    {
        if (item.Replays > 0) Replayed.Add(item.Replays);
        if (item.DeviceId.Length == 0) return;
        if (!Devices.TryGetValue(item.DeviceId, out var first) || item.ArrivalMs < first) Devices[item.DeviceId] = item.ArrivalMs;
        if (item is not (QuarantineInbound or DiscardInbound or ExpiredInbound or OverdueInbound or LostInbound)) NewDevices.Add(item.DeviceId);
        if (item is DataInbound data) Add(data);
        if (item is EntryInbound entry) Add(entry.Data);
        if (item is OverdueInbound overdue) Clocks[(item.DeviceId, overdue.Boot)] = true;
        if (item is LostInbound lost) Boots.Add((item.DeviceId, lost.Boot));
        if (item is ExpiredInbound { Boot: { } old }) Boots.Add((item.DeviceId, old));
        if (item is HeartbeatInbound { Boot: { } boot }) Boots.Add((item.DeviceId, boot));
        if (item is ResponseInbound response) Requests.Add((item.DeviceId, response.RequestId));
    }

    private void Add(DataInbound data)
    {
        if (data.Boot is not null) Boots.Add((data.DeviceId, data.Boot));
        if (data is { Boot: { } boot, Clock: { } clock }) Clocks[(data.DeviceId, boot)] = clock.StartedMs is not null || Clocks.GetValueOrDefault((data.DeviceId, boot));
        if (data.Key is not null) UploadKeys.Add((data.DeviceId, data.Key.Name));
        foreach (var drop in data.Drops) Boots.Add((data.DeviceId, drop.Boot));
        foreach (var reading in data.Readings)
        {
            var sensor = SensorName.Of(reading);
            Sensors.Add(sensor);
            if (data.Boot is null && reading.Quality == TimeQuality.Device) Unnumbered.Add((data.DeviceId, sensor, reading.TimeMs));
        }
    }
}
