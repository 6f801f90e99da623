using System.Runtime.InteropServices;
using Nanofleet.Gateway.Store.Batch;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>What is to be added to rollups, by minute. Hours and days follow from it.</summary>
internal sealed class RollupDeltas
{
    private readonly Dictionary<(int DeviceKey, int SensorKey, long BucketMs), Summary> _minutes = [];

    /// <summary>How many minutes of sensors there are.</summary>
    public int Count => _minutes.Count;

    public static RollupDeltas Of(IReadOnlyList<NewReading> readings)
    {
        var deltas = new RollupDeltas();
        foreach (var reading in readings)
        {
            var place = reading.Place;
            deltas.Add(new RollupRow(place.DeviceKey, place.SensorKey, RollupLevel.Minute.BucketOf(place.TimeMs), Summary.Of(reading.Value, place.TimeMs)));
        }

        return deltas;
    }

    /// <summary>Adds packed minutes that came after those that are here.</summary>
    public void Add(ReadOnlySpan<byte> packed)
    {
        var reader = new DeltaReader(packed);
        while (reader.TryRead(out var row)) Add(row);
    }

    public byte[] Pack()
    {
        var writer = new DeltaWriter();
        foreach (var ((device, sensor, bucket), summary) in _minutes) writer.Write(new RollupRow(device, sensor, bucket, summary));
        return writer.ToBytes();
    }

    /// <summary>The same in pieces of at most so many minutes of sensors.</summary>
    public IReadOnlyList<byte[]> Pack(int most)
    {
        List<byte[]> pieces = [];
        foreach (var rows in Rows(RollupLevel.Minute).Chunk(most))
        {
            var writer = new DeltaWriter();
            foreach (var row in rows) writer.Write(row);
            pieces.Add(writer.ToBytes());
        }

        return pieces;
    }

    /// <summary>What each bucket of a level gets, in the order of the tables' keys: every gateway then locks rows in the same order.</summary>
    public IReadOnlyList<RollupRow> Rows(RollupLevel level)
    {
        List<RollupRow> rows = new(_minutes.Count);
        foreach (var minute in _minutes.OrderBy(minute => minute.Key))
        {
            var (device, sensor, bucket) = (minute.Key.DeviceKey, minute.Key.SensorKey, level.BucketOf(minute.Key.BucketMs));
            if (rows.Count > 0 && rows[^1] is var before && before.DeviceKey == device && before.SensorKey == sensor && before.BucketMs == bucket)
                rows[^1] = before with { Summary = before.Summary.Join(minute.Value) };
            else
                rows.Add(new RollupRow(device, sensor, bucket, minute.Value));
        }

        return rows;
    }

    private void Add(in RollupRow row)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_minutes, (row.DeviceKey, row.SensorKey, row.BucketMs), out var exists);
        known = exists ? known.Join(row.Summary) : row.Summary;
    }
}
