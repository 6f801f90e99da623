using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// What a batch has to know of the database before it can be decided, collected so that each table is asked once. Used again for the
/// next batch: in the steady state it allocates nothing.
/// </summary>
/// <param name="known">Keys of sensors, of which none ever changes.</param>
internal sealed class BatchNeeds(ConcurrentDictionary<SensorName, int> known)
{
    private readonly Dictionary<string, BatchDevice> _devices = new(StringComparer.Ordinal);
    private readonly List<BatchDevice> _all = [];
    private readonly List<BatchDevice?> _byItem = [];
    private readonly List<(string Sensor, string? Unit, int Key)> _lastAtPlace = [];
    private int _used;

    /// <summary>Devices the batch speaks of.</summary>
    public ReadOnlySpan<BatchDevice> Devices => CollectionsMarshal.AsSpan(_all)[.._used];

    /// <summary>Sensors that this store has not met.</summary>
    public HashSet<SensorName> NewSensors { get; } = [];

    /// <summary>Readings without a sequence number: only the table itself can tell whether they are there already.</summary>
    public List<(BatchDevice Device, SensorName Sensor, long TimeMs)> Unnumbered { get; } = [];

    public HashSet<(BatchDevice Device, string RequestId)> Requests { get; } = [];

    /// <summary>Boots of whose clock something is said; true where readings may be waiting for it.</summary>
    public Dictionary<(BatchDevice Device, string Boot), bool> Clocks { get; } = [];

    /// <summary>Keys of uploads.</summary>
    public HashSet<(BatchDevice Device, string Key)> UploadKeys { get; } = [];

    /// <summary>Quarantine rows that are tried again.</summary>
    public HashSet<long> Replayed { get; } = [];

    /// <summary>The last of the places in the spool that the batch comes from; null where it does not.</summary>
    public SpoolPlace? Spooled { get; private set; }

    /// <summary>Whether anything of it says what its device is, and something newer may be known.</summary>
    public bool IsLate { get; private set; }

    public void Collect(IReadOnlyList<Inbound> batch)
    {
        Clear();
        for (var at = 0; at < batch.Count; at++) Add(batch[at]);
    }

    /// <summary>The device of an item, counted from 0; null where it names none.</summary>
    public BatchDevice? DeviceOf(int item) => _byItem[item];

    /// <summary>The key of a sensor that this store has met.</summary>
    public int KnownKey(SensorName sensor) => known[sensor];

    /// <summary>The key of a reading's sensor, 0 where this store has not met it. Messages of a fleet are alike: the sensor at this place of the message before is tried first.</summary>
    public int SensorKey(in ReadingRow reading, int place)
    {
        if (place < _lastAtPlace.Count && _lastAtPlace[place] is var last && last.Sensor == reading.Sensor && last.Unit == reading.Unit) return last.Key;
        var key = known.GetValueOrDefault(SensorName.Of(reading));
        if (key == 0) return 0;
        while (_lastAtPlace.Count <= place) _lastAtPlace.Add(("", null, 0));
        _lastAtPlace[place] = (reading.Sensor, reading.Unit, key);
        return key;
    }

    private void Clear()
    {
        _devices.Clear();
        _byItem.Clear();
        _used = 0;
        NewSensors.Clear();
        Unnumbered.Clear();
        Requests.Clear();
        Clocks.Clear();
        UploadKeys.Clear();
        Replayed.Clear();
        (Spooled, IsLate) = (null, false);
    }

    private void Add(Inbound item)
    {
        if (item.Replays > 0) Replayed.Add(item.Replays);
        if (item.Spooled is not null) Spooled = item.Spooled;
        var device = item.DeviceId.Length == 0 ? null : Device(item);
        _byItem.Add(device);
        if (device is null) return;
        if (!GoesOn(item)) device.NeedsLock = true;
        if (item.Replays > 0 || item is DataInbound { Spooled: not null } and ({ StatusJson: not null } or { Location: not null })) device.IsLate = IsLate = true;
        if (item is DataInbound data)
        {
            device.MayBeNew = true;
            Add(device, data);
            return;
        }

        if (item is not (QuarantineInbound or DiscardInbound or ExpiredInbound or OverdueInbound or LostInbound)) device.MayBeNew = true;
        if (item is EntryInbound entry) Add(device, entry.Data);
        if (item is OverdueInbound overdue) Clocks[(device, overdue.Boot)] = true;
        if (item is LostInbound lost) device.Need(lost.Boot);
        if (item is ExpiredInbound { Boot: { } old }) device.Need(old);
        if (item is HeartbeatInbound { Boot: { } boot }) device.Need(boot);
        if (item is ResponseInbound response) Requests.Add((device, response.RequestId));
    }

    /// <summary>A message that changes nothing of its device but the account of its boot.</summary>
    private static bool GoesOn(Inbound item) =>
        item is DataInbound { Boot: not null, Replays: 0, Spooled: null, StatusJson: null, Location: null, Clock: null, Key: null, Drops.Count: 0, Refused.Count: 0 };

    private BatchDevice Device(Inbound item)
    {
        if (_devices.TryGetValue(item.DeviceId, out var device))
        {
            device.Add(item.ArrivalMs);
            return device;
        }

        if (_used == _all.Count) _all.Add(new BatchDevice());
        device = _all[_used++].Begin(item.DeviceId, item.ArrivalMs);
        _devices.Add(item.DeviceId, device);
        return device;
    }

    private void Add(BatchDevice device, DataInbound data)
    {
        if (data.Boot is not null) device.Need(data.Boot);
        if (data is { Boot: { } boot, Clock: { } clock }) Clocks[(device, boot)] = clock.StartedMs is not null || Clocks.GetValueOrDefault((device, boot));
        if (data.Key is not null) UploadKeys.Add((device, data.Key.Name));
        for (var at = 0; at < data.Drops.Count; at++) device.Need(data.Drops[at].Boot);
        for (var at = 0; at < data.Readings.Count; at++)
        {
            var reading = data.Readings[at];
            if (SensorKey(reading, at) == 0) NewSensors.Add(SensorName.Of(reading));
            if (data.Boot is null && reading.Quality == TimeQuality.Device) Unnumbered.Add((device, SensorName.Of(reading), reading.TimeMs));
        }
    }
}
