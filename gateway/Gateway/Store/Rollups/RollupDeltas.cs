using System.Runtime.InteropServices;
using Nanofleet.Gateway.Store.Batch;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>
/// What commits have still to bring into rollups, last values and activities of devices: minutes of sensors, from which hours, days
/// and last values follow, and times. Can be filled again after <see cref="Clear"/> without new memory.
/// </summary>
internal sealed class RollupDeltas
{
    private readonly Dictionary<MinuteKey, (Summary Summary, TimeQuality? Quality)> _minutes = [];
    private readonly Dictionary<(int DeviceKey, int SensorKey), ShownValue> _waiting = []; // values without a reading yet
    private readonly Dictionary<int, Activity> _activities = [];

    /// <summary>How much there is: minutes of sensors, values and devices.</summary>
    public int Count => _minutes.Count + _waiting.Count + _activities.Count;

    public IReadOnlyCollection<Activity> Activities => _activities.Values;

    public void Clear()
    {
        _minutes.Clear();
        _waiting.Clear();
        _activities.Clear();
    }

    public void Add(in NewReading reading)
    {
        var place = reading.Place;
        Add(new RollupRow(place.DeviceKey, place.SensorKey, RollupLevel.Minute.BucketOf(place.TimeMs), Summary.Of(reading.Value, place.TimeMs), reading.Quality));
    }

    /// <summary>A value to be shown whose reading comes into the rollups later.</summary>
    public void Show(in ShownValue value)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, (value.DeviceKey, value.SensorKey), out var exists);
        if (!exists || value.TimeMs >= known.TimeMs) known = value;
    }

    public void Add(in Activity activity)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_activities, activity.DeviceKey, out var exists);
        known = exists ? known.Join(activity) : activity;
    }

    /// <summary>Adds a packed row that came after what is here: all of it, or what it has of one device.</summary>
    public void Add(ReadOnlySpan<byte> packed, int? deviceKey = null)
    {
        var reader = new DeltaReader(packed);
        while (reader.TryRead(out Activity activity))
        {
            if (deviceKey is null || activity.DeviceKey == deviceKey) Add(activity);
        }

        while (reader.TryRead(out RollupRow row))
        {
            if (deviceKey is not null && row.DeviceKey != deviceKey) continue;
            if (row.Summary.Count > 0) Add(row);
            else Show(new ShownValue(row.DeviceKey, row.SensorKey, row.Summary.Last, row.Summary.LastMs, row.Quality ?? TimeQuality.Arrival));
        }
    }

    /// <summary>All of it as one row.</summary>
    public void Pack(DeltaWriter writer)
    {
        writer.Begin(_activities.Count);
        foreach (var activity in _activities.Values) writer.Write(activity);
        foreach (var (key, (summary, quality)) in _minutes) writer.Write(new RollupRow(key.DeviceKey, key.SensorKey, key.BucketMs, summary, quality));
        foreach (var value in _waiting.Values) writer.Write(RowOf(value));
    }

    /// <summary>The same in rows with at most so much in each.</summary>
    public IReadOnlyList<byte[]> Pack(int most)
    {
        List<byte[]> pieces = [];
        var writer = new DeltaWriter();
        foreach (var devices in _activities.Values.OrderBy(activity => activity.DeviceKey).Chunk(most))
        {
            writer.Begin(devices.Length);
            foreach (var activity in devices) writer.Write(activity);
            pieces.Add(writer.Packed.ToArray());
        }

        foreach (var rows in Rows(RollupLevel.Minute).Concat(_waiting.Values.Select(RowOf)).Chunk(most))
        {
            writer.Begin(0);
            foreach (var row in rows) writer.Write(row);
            pieces.Add(writer.Packed.ToArray());
        }

        return pieces;
    }

    /// <summary>What each bucket of a level gets, in the order of the tables' keys: every gateway then locks rows in the same order.</summary>
    public IReadOnlyList<RollupRow> Rows(RollupLevel level)
    {
        List<RollupRow> rows = new(_minutes.Count);
        foreach (var (key, (summary, quality)) in _minutes.OrderBy(minute => minute.Key))
        {
            var (device, sensor, bucket) = (key.DeviceKey, key.SensorKey, level.BucketOf(key.BucketMs));
            if (rows.Count > 0 && rows[^1] is var before && before.DeviceKey == device && before.SensorKey == sensor && before.BucketMs == bucket)
                rows[^1] = before with { Summary = before.Summary.Join(summary), Quality = summary.LastMs >= before.Summary.LastMs ? quality : before.Quality };
            else
                rows.Add(new RollupRow(device, sensor, bucket, summary, quality));
        }

        return rows;
    }

    /// <summary>The newest value of each sensor, in the order in which the sensors came.</summary>
    public IReadOnlyCollection<ShownValue> Shown()
    {
        Dictionary<(int, int), ShownValue> newest = [];
        foreach (var (key, (summary, quality)) in _minutes)
        {
            if (quality is { } known) Take(new ShownValue(key.DeviceKey, key.SensorKey, summary.Last, summary.LastMs, known));
        }

        foreach (var value in _waiting.Values) Take(value);
        return newest.Values;

        void Take(in ShownValue value)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(newest, (value.DeviceKey, value.SensorKey), out var exists);
            if (!exists || value.TimeMs >= known.TimeMs) known = value;
        }
    }

    private static RollupRow RowOf(ShownValue value) =>
        new(value.DeviceKey, value.SensorKey, RollupLevel.Minute.BucketOf(value.TimeMs), new Summary(0, value.Value, value.Value, value.Value, value.Value, value.TimeMs), value.Quality);

    private void Add(in RollupRow row)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_minutes, new MinuteKey(row.DeviceKey, row.SensorKey, row.BucketMs), out var exists);
        if (!exists) known = (row.Summary, row.Quality);
        else known = (known.Summary.Join(row.Summary), row.Summary.LastMs >= known.Summary.LastMs ? row.Quality : known.Quality);
    }

    /// <summary>With a hash of its own: the one of a tuple costs as much as all the rest.</summary>
    private readonly record struct MinuteKey(int DeviceKey, int SensorKey, long BucketMs) : IComparable<MinuteKey>
    {
        public override int GetHashCode() => (int)((uint)DeviceKey * 0x9E3779B1) ^ (int)((uint)SensorKey * 0x85EBCA6B) ^ (int)((uint)(BucketMs / 60_000) * 0xC2B2AE35);

        public int CompareTo(MinuteKey other) =>
            DeviceKey != other.DeviceKey ? DeviceKey.CompareTo(other.DeviceKey) : SensorKey != other.SensorKey ? SensorKey.CompareTo(other.SensorKey) : BucketMs.CompareTo(other.BucketMs);
    }
}
