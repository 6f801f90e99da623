using Npgsql;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>Rollups on PostgreSQL: one statement whose rows travel as arrays.</summary>
internal sealed class PostgresRollups(NpgsqlConnection connection, NpgsqlTransaction transaction) : IRollupTables
{
    public async Task<IReadOnlyCollection<long>> TakePendingAsync(IReadOnlyList<long> ids, CancellationToken cancel)
    {
        await using var command = Command("DELETE FROM rollup_pending WHERE id = ANY ($1) RETURNING id", ids.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<long> taken = [];
        while (await reader.ReadAsync(cancel)) taken.Add(reader.GetInt64(0));
        return taken;
    }

    public Task AddPiecesAsync(IReadOnlyList<byte[]> pieces, CancellationToken cancel) =>
        ExecuteAsync("INSERT INTO rollup_pending (merged, deltas) SELECT 1, * FROM unnest($1::bytea[])", cancel, (Array)pieces.ToArray()); // the cast: an array of arrays would pass for several

    /// <summary>Sums are joined with care: PostgreSQL fails where one would become infinite.</summary>
    public Task AddAsync(RollupLevel level, IReadOnlyList<RollupRow> rows, CancellationToken cancel) =>
        ExecuteAsync(
            $"""
            INSERT INTO {level.Table()} AS known (device_key, sensor_key, bucket_ms, count, low, high, sum, last, last_ms)
            SELECT * FROM unnest($1::integer[], $2::integer[], $3::bigint[], $4::bigint[], $5::double precision[], $6::double precision[],
                                 $7::double precision[], $8::double precision[], $9::bigint[])
            ON CONFLICT (device_key, sensor_key, bucket_ms) DO UPDATE
            SET count = known.count + excluded.count, low = LEAST(known.low, excluded.low), high = GREATEST(known.high, excluded.high),
                sum = CASE WHEN (abs(known.sum) < 8e307 AND abs(excluded.sum) < 8e307) OR (known.sum < 0) <> (excluded.sum < 0) THEN known.sum + excluded.sum
                           WHEN known.sum < 0 THEN -1.7976931348623157e308 ELSE 1.7976931348623157e308 END,
                last = CASE WHEN excluded.last_ms >= known.last_ms THEN excluded.last ELSE known.last END,
                last_ms = GREATEST(known.last_ms, excluded.last_ms)
            """,
            cancel,
            Column(rows, row => row.DeviceKey),
            Column(rows, row => row.SensorKey),
            Column(rows, row => row.BucketMs),
            Column(rows, row => row.Summary.Count),
            Column(rows, row => row.Summary.Low),
            Column(rows, row => row.Summary.High),
            Column(rows, row => row.Summary.Sum),
            Column(rows, row => row.Summary.Last),
            Column(rows, row => row.Summary.LastMs));

    public Task ShowAsync(IReadOnlyList<ShownValue> values, CancellationToken cancel) =>
        ExecuteAsync(
            """
            INSERT INTO last_values (device_key, sensor, value, unit, time_ms, quality)
            SELECT DISTINCT ON (n.device_key, s.name) n.device_key, s.name, n.value, NULLIF(s.unit, ''), n.time_ms, n.quality
            FROM unnest($1::integer[], $2::integer[], $3::double precision[], $4::bigint[], $5::smallint[]) WITH ORDINALITY AS n (device_key, sensor_key, value, time_ms, quality, place)
            JOIN sensors s USING (sensor_key)
            ORDER BY n.device_key, s.name, n.time_ms DESC, n.place DESC
            ON CONFLICT (device_key, sensor) DO UPDATE
            SET value = excluded.value, unit = excluded.unit, time_ms = excluded.time_ms, quality = excluded.quality
            WHERE excluded.time_ms >= last_values.time_ms
            """,
            cancel,
            Column(values, value => value.DeviceKey),
            Column(values, value => value.SensorKey),
            Column(values, value => value.Value),
            Column(values, value => value.TimeMs),
            Column(values, value => (short)value.Quality));

    public Task AddAsync(IReadOnlyList<Activity> activities, CancellationToken cancel) =>
        ExecuteAsync(
            """
            INSERT INTO device_activity AS known (device_key, last_seen_ms, last_upload_ms)
            SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bigint[])
            ON CONFLICT (device_key) DO UPDATE
            SET last_seen_ms = GREATEST(known.last_seen_ms, excluded.last_seen_ms), last_upload_ms = GREATEST(known.last_upload_ms, excluded.last_upload_ms)
            """,
            cancel,
            Column(activities, activity => activity.DeviceKey),
            Column(activities, activity => activity.SeenMs),
            Column(activities, activity => activity.UploadMs));

    private static TColumn[] Column<TRow, TColumn>(IReadOnlyList<TRow> rows, Func<TRow, TColumn> of) => [.. rows.Select(of)];

    private async Task ExecuteAsync(string sql, CancellationToken cancel, params Array[] columns)
    {
        await using var command = Command(sql, columns);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlCommand Command(string sql, params Array[] columns)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var column in columns) command.Parameters.Add(new NpgsqlParameter { Value = column });
        return command;
    }
}
