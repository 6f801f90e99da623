using System.Collections.Concurrent;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Charts;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>
/// What each device measured lately, for small charts. Read from the database at most once a minute per device however
/// many pages are open; in between, last values are put at the end. Bounded: a device nobody looks at any more makes room.
/// </summary>
public sealed class RecentPoints(IStore store, TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Late readings are seen after so long at the latest.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Some fifty samplings of a board. The index is by time first: twice as many cost twice the search among all devices.</summary>
    private const int MostReadings = 300;
    private const int MostDevices = 500;
    private const int MostPoints = 64;
    private const int Pieces = 16;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private sealed record Entry(long ReadMs, IReadOnlyDictionary<string, IReadOnlyList<ChartPoint>> Sensors);

    /// <summary>The sensors of a device with their recent points, oldest first and the last value at the end.</summary>
    public async Task<IReadOnlyList<SensorView>> OfAsync(DeviceRecord device, CancellationToken cancel)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!_entries.TryGetValue(device.DeviceId, out var entry) || now - entry.ReadMs > Fresh.TotalMilliseconds)
            entry = await ReadAsync(device, now, cancel);
        entry = Append(entry, device.LastValues);
        Keep(device.DeviceId, entry, now);
        return [.. device.LastValues.Select(last => new SensorView(last, entry.Sensors.GetValueOrDefault(last.Sensor) ?? []))];
    }

    private async Task<Entry> ReadAsync(DeviceRecord device, long now, CancellationToken cancel)
    {
        var from = now - (long)Window.TotalMilliseconds;
        if (device.LastValues.All(last => last.TimeMs < from)) return new Entry(now, new Dictionary<string, IReadOnlyList<ChartPoint>>());
        var query = new ReadingQuery(device.DeviceId, null, from, now + 1, MostReadings);
        var readings = await store.ReadAsync(query, cancel);
        return new Entry(now, readings.GroupBy(reading => reading.Sensor).ToDictionary(sensor => sensor.Key, OldestFirst));
    }

    private static IReadOnlyList<ChartPoint> OldestFirst(IEnumerable<StoredReading> newestFirst) =>
        Thinning.Thin([.. newestFirst.Reverse().Select(reading => new ChartPoint(reading.TimeMs, reading.Value))], Pieces);

    private static Entry Append(Entry entry, IReadOnlyList<LastValue> values)
    {
        var sensors = new Dictionary<string, IReadOnlyList<ChartPoint>>(entry.Sensors, StringComparer.Ordinal);
        foreach (var last in values)
        {
            var points = sensors.GetValueOrDefault(last.Sensor) ?? [];
            if (points.Count == 0 || points[^1].TimeMs < last.TimeMs) sensors[last.Sensor] = [.. points.TakeLast(MostPoints - 1), new ChartPoint(last.TimeMs, last.Value)];
        }

        return entry with { Sensors = sensors };
    }

    private void Keep(string deviceId, Entry entry, long now)
    {
        _entries[deviceId] = entry;
        if (_entries.Count <= MostDevices) return;
        foreach (var (id, old) in _entries)
            if (now - old.ReadMs > Fresh.TotalMilliseconds) _entries.TryRemove(id, out _);
    }
}
