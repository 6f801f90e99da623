using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Store.Batch;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>Rollups on SQLite: a statement per row, prepared once for as long as the connection lives, in whatever transaction is open.</summary>
internal sealed class SqliteRollups(SqliteConnection connection) : IRollupTables, IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    public Task<IReadOnlyCollection<long>> TakePendingAsync(IReadOnlyList<long> ids, CancellationToken cancel)
    {
        var statement = Prepared("DELETE FROM rollup_pending WHERE id = $1");
        IReadOnlyCollection<long> taken = [.. ids.Where(id => statement.Run(id) > 0)];
        return Task.FromResult(taken);
    }

    public Task AddPiecesAsync(IReadOnlyList<byte[]> pieces, CancellationToken cancel)
    {
        var statement = Prepared("INSERT INTO rollup_pending (merged, deltas) VALUES (1, $1)");
        foreach (var piece in pieces) statement.Run(piece);
        return Task.CompletedTask;
    }

    public Task AddAsync(RollupLevel level, IReadOnlyList<RollupRow> rows, CancellationToken cancel)
    {
        var statement = Prepared(
            $"""
            INSERT INTO {level.Table()} (device_key, sensor_key, bucket_ms, count, low, high, sum, last, last_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (device_key, sensor_key, bucket_ms) DO UPDATE
            SET count = count + excluded.count, low = MIN(low, excluded.low), high = MAX(high, excluded.high),
                sum = MAX(-1.7976931348623157e308, MIN(1.7976931348623157e308, sum + excluded.sum)),
                last = CASE WHEN excluded.last_ms >= last_ms THEN excluded.last ELSE last END, last_ms = MAX(last_ms, excluded.last_ms)
            """);
        foreach (var (device, sensor, bucket, summary, _) in rows)
            statement.Run(device, sensor, bucket, summary.Count, summary.Low, summary.High, summary.Sum, summary.Last, summary.LastMs);
        return Task.CompletedTask;
    }

    public Task ShowAsync(IReadOnlyList<ShownValue> values, CancellationToken cancel)
    {
        var statement = Prepared(
            """
            INSERT INTO last_values (device_key, sensor, value, unit, time_ms, quality)
            SELECT $1, name, $3, NULLIF(unit, ''), $4, $5 FROM sensors WHERE sensor_key = $2
            ON CONFLICT (device_key, sensor) DO UPDATE
            SET value = excluded.value, unit = excluded.unit, time_ms = excluded.time_ms, quality = excluded.quality
            WHERE excluded.time_ms >= last_values.time_ms
            """);
        foreach (var (device, sensor, value, time, quality) in values) statement.Run(device, sensor, value, time, (int)quality);
        return Task.CompletedTask;
    }

    public Task AddAsync(IReadOnlyList<Activity> activities, CancellationToken cancel)
    {
        var statement = Prepared(
            """
            INSERT INTO device_activity (device_key, last_seen_ms, last_upload_ms) VALUES ($1, $2, $3)
            ON CONFLICT (device_key) DO UPDATE
            SET last_seen_ms = MAX(COALESCE(last_seen_ms, excluded.last_seen_ms), COALESCE(excluded.last_seen_ms, last_seen_ms)),
                last_upload_ms = MAX(COALESCE(last_upload_ms, excluded.last_upload_ms), COALESCE(excluded.last_upload_ms, last_upload_ms))
            """);
        foreach (var (device, seen, upload) in activities) statement.Run(device, seen, upload);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
    }

    private SqliteStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement)) _statements.Add(sql, statement = new SqliteStatement(connection, sql));
        return statement;
    }
}
