using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>What commits have left for the rollups, as a reader sees it who cannot wait until it is there.</summary>
internal static class PendingDeltas
{
    /// <summary>Bytes looked through for one answer at most, the newest first: some milliseconds, and seconds of a flood.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    private const string Select = "SELECT deltas FROM rollup_pending ORDER BY id DESC";

    /// <summary>In the order of their commits, and whether that is all of it.</summary>
    public static async Task<(IReadOnlyList<byte[]> Rows, bool IsAll)> ReadAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        List<byte[]> rows = [];
        var bytes = 0;
        await using var reader = (DbDataReader)await connection.ExecuteReaderAsync(new CommandDefinition(Select, transaction: transaction, cancellationToken: cancel));
        var more = await reader.ReadAsync(cancel);
        for (; more && bytes < MostBytes; more = await reader.ReadAsync(cancel))
        {
            rows.Add(reader.GetFieldValue<byte[]>(0));
            bytes += rows[^1].Length;
        }

        rows.Reverse();
        return (rows, !more);
    }

    /// <summary>The same together: of one device, or of all.</summary>
    public static async Task<(RollupDeltas Deltas, bool IsAll)> ReadAsync(DbConnection connection, DbTransaction transaction, int? deviceKey, CancellationToken cancel)
    {
        var (rows, isAll) = await ReadAsync(connection, transaction, cancel);
        var deltas = new RollupDeltas();
        foreach (var packed in rows) deltas.Add(packed, deviceKey);
        return (deltas, isAll);
    }

    /// <summary>Adds to a sensor's buckets what rows have for them.</summary>
    public static void AddTo(SortedDictionary<long, Summary> buckets, IReadOnlyList<byte[]> rows, int deviceKey, int sensorKey, SeriesQuery query)
    {
        foreach (var packed in rows)
        {
            var reader = new DeltaReader(packed);
            while (reader.TryRead(out RollupRow row))
            {
                if (row.DeviceKey != deviceKey || row.SensorKey != sensorKey || row.Summary.Count == 0) continue;
                var bucket = query.Level.BucketOf(row.BucketMs);
                if (bucket < query.FromMs || bucket >= query.ToMs) continue;
                buckets[bucket] = buckets.TryGetValue(bucket, out var known) ? known.Join(row.Summary) : row.Summary;
            }
        }
    }
}
