using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>
/// One sensor over a range of time. Buckets of rollups are sought by device and sensor, so their cost does not grow with
/// the table; readings lie by time, so their cost grows with all that the fleet sent in the range.
/// </summary>
internal sealed class SeriesQueries(DbConnection connection, DbTransaction snapshot)
{
    private const string Keys =
        """
        SELECT d.device_key AS DeviceKey, s.sensor_key AS SensorKey, NULLIF(s.unit, '') AS Unit
        FROM devices d CROSS JOIN sensors s
        WHERE d.device_id = @DeviceId AND s.name = @Sensor ORDER BY s.sensor_key
        """;

    private const string Raw =
        """
        SELECT time_ms AS BucketMs, 1 AS Count, value AS Low, value AS High, value AS Sum, value AS Last, time_ms AS LastMs
        FROM readings
        WHERE device_key = @DeviceKey AND sensor_key = @SensorKey AND time_ms >= @FromMs AND time_ms < @ToMs ORDER BY time_ms, arrival_ms LIMIT @Limit
        """;

    private const string CountSome = "SELECT COUNT(*) FROM (SELECT 1 FROM readings WHERE time_ms >= @fromMs AND time_ms < @toMs LIMIT @more) AS some_readings";

    public static async Task<bool> HasAtMostAsync(DbConnection connection, long fromMs, long toMs, int most, CancellationToken cancel) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(CountSome, new { fromMs, toMs, more = most + 1 }, cancellationToken: cancel)) <= most;

    public async Task<IReadOnlyList<SeriesPoint>> ListAsync(SeriesQuery query, CancellationToken cancel)
    {
        var keys = await connection.QueryAsync<KeyRow>(new CommandDefinition(Keys, new { query.DeviceId, query.Sensor }, snapshot, cancellationToken: cancel));
        var pending = query.Level == RollupLevel.Raw ? [] : (await PendingDeltas.ReadAsync(connection, snapshot, cancel)).Rows;
        List<SeriesPoint> points = [];
        foreach (var key in keys.ToList())
        {
            var rows = await RowsAsync(key, query, cancel);
            points.AddRange(pending.Count == 0 ? rows.Select(row => row.ToPoint(key.Unit)) : WithPending(rows, pending, key, query));
        }

        return [.. points.OrderBy(point => point.TimeMs).Take(query.Limit)]; // a stable order: those of one unit stay as they came
    }

    private Task<IEnumerable<Row>> RowsAsync(KeyRow key, SeriesQuery query, CancellationToken cancel)
    {
        var arguments = new { key.DeviceKey, key.SensorKey, query.FromMs, query.ToMs, query.Limit };
        return connection.QueryAsync<Row>(new CommandDefinition(Select(query.Level), arguments, snapshot, cancellationToken: cancel));
    }

    private static IEnumerable<SeriesPoint> WithPending(IEnumerable<Row> rows, IReadOnlyList<byte[]> pending, KeyRow key, SeriesQuery query)
    {
        var buckets = new SortedDictionary<long, Summary>();
        foreach (var row in rows) buckets.Add(row.BucketMs, row.ToSummary());
        PendingDeltas.AddTo(buckets, pending, key.DeviceKey, key.SensorKey, query);
        return buckets.Select(bucket => new SeriesPoint(bucket.Key, key.Unit, bucket.Value));
    }

    private static string Select(RollupLevel level) => level == RollupLevel.Raw
        ? Raw
        : $"""
           SELECT bucket_ms AS BucketMs, count AS Count, low AS Low, high AS High, sum AS Sum, last AS Last, last_ms AS LastMs
           FROM {level.Table()}
           WHERE device_key = @DeviceKey AND sensor_key = @SensorKey AND bucket_ms >= @FromMs AND bucket_ms < @ToMs ORDER BY bucket_ms LIMIT @Limit
           """;

    private sealed class KeyRow
    {
        public int DeviceKey { get; init; }
        public int SensorKey { get; init; }
        public string? Unit { get; init; }
    }

    private sealed class Row
    {
        public long BucketMs { get; init; }
        public long Count { get; init; }
        public double Low { get; init; }
        public double High { get; init; }
        public double Sum { get; init; }
        public double Last { get; init; }
        public long LastMs { get; init; }

        public Summary ToSummary() => new(Count, Low, High, Sum, Last, LastMs);

        public SeriesPoint ToPoint(string? unit) => new(BucketMs, unit, ToSummary());
    }
}
