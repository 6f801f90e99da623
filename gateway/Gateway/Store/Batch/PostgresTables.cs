using Nanofleet.Gateway.Store.Rollups;
using Npgsql;
using NpgsqlTypes;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// The hot path on PostgreSQL: one statement per table, whose rows travel as arrays, and all that is written in one round
/// trip. Many readings go by binary COPY, which is several times as fast but a round trip of its own.
/// The lock on a device's row stands for its ledger, last values and commands too, so those are read without a lock of their own.
/// </summary>
internal sealed class PostgresTables(NpgsqlConnection connection, NpgsqlTransaction transaction) : IBatchTables
{
    /// <summary>From so many readings on COPY makes up for its round trip.</summary>
    private const int LeastForCopy = 300;

    public Task<IReadOnlyList<DeviceRow>> LockDevicesAsync(IReadOnlyCollection<string> deviceIds, CancellationToken cancel) =>
        QueryAsync(
            """
            SELECT device_key, device_id, is_online, status, status_ms, last_seen_ms, last_heartbeat_ms, last_upload_ms, boot, session, report_json, latitude, longitude, state
            FROM devices WHERE device_id = ANY ($1) ORDER BY device_id FOR UPDATE
            """,
            DeviceReader.Read,
            cancel,
            (object)deviceIds.ToArray()); // the cast: an array of texts would pass for several

    public Task AddDevicesAsync(IReadOnlyList<KeyValuePair<string, long>> devices, Admission admission, CancellationToken cancel) =>
        ExecuteAsync(
            "INSERT INTO devices (device_id, first_seen_ms, state) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) ON CONFLICT (device_id) DO NOTHING",
            cancel,
            Column(devices, device => device.Key),
            Column(devices, device => device.Value),
            Column(devices, _ => AdmissionText.Of(admission)));

    public Task<IReadOnlyList<LedgerRow>> LoadLedgersAsync(IReadOnlyList<(DeviceRow Device, string Boot)> boots, CancellationToken cancel)
    {
        if (boots.Count == 0) return Task.FromResult<IReadOnlyList<LedgerRow>>([]);
        var ids = boots.Select(boot => boot.Device).DistinctBy(device => device.Key).ToDictionary(device => device.Key, device => device.DeviceId);
        return QueryAsync<LedgerRow>(
            """
            SELECT device_key, boot, high, seen, stored, dropped, first_seen_ms, last_seen_ms
            FROM ledger JOIN unnest($1::integer[], $2::text[]) AS wanted (device_key, boot) USING (device_key, boot)
            """,
            row =>
            {
                var key = row.GetInt32(0);
                var ledger = Ledger.Parse(row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5));
                return LedgerRow.Stored(key, ids[key], row.GetString(1), ledger, row.GetInt64(6), row.GetInt64(7));
            },
            cancel,
            Column(boots, boot => boot.Device.Key),
            Column(boots, boot => boot.Boot));
    }

    public async Task<IReadOnlyDictionary<SensorName, int>> SensorKeysAsync(IReadOnlyList<SensorName> sensors, CancellationToken cancel)
    {
        // In one order for all gateways: they would otherwise wait for each other in a circle.
        var sorted = sensors.OrderBy(sensor => sensor.Name, StringComparer.Ordinal).ThenBy(sensor => sensor.Unit, StringComparer.Ordinal).ToList();
        Array[] names = [Column(sorted, sensor => sensor.Name), Column(sorted, sensor => sensor.Unit)];
        await ExecuteAsync("INSERT INTO sensors (name, unit) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (name, unit) DO NOTHING", cancel, names);
        var keys = await QueryAsync(
            "SELECT name, unit, sensor_key FROM sensors JOIN unnest($1::text[], $2::text[]) AS wanted (name, unit) USING (name, unit)",
            row => KeyValuePair.Create(new SensorName(row.GetString(0), row.GetString(1)), row.GetInt32(2)),
            cancel,
            names);
        return keys.ToDictionary();
    }

    public Task<IReadOnlyList<ReadingPlace>> FindReadingsAsync(IReadOnlyList<ReadingPlace> places, CancellationToken cancel)
    {
        if (places.Count == 0) return Task.FromResult<IReadOnlyList<ReadingPlace>>([]);
        return QueryAsync(
            """
            SELECT time_ms, device_key, sensor_key FROM unnest($1::bigint[], $2::integer[], $3::integer[]) AS wanted (time_ms, device_key, sensor_key)
            WHERE EXISTS (
                SELECT FROM readings r
                WHERE r.time_ms = wanted.time_ms AND r.device_key = wanted.device_key AND r.sensor_key = wanted.sensor_key AND r.quality = 0
                  AND r.time_ms BETWEEN $4 AND $5)
            """,
            row => new ReadingPlace(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2)),
            cancel,
            Column(places, place => place.TimeMs),
            Column(places, place => place.DeviceKey),
            Column(places, place => place.SensorKey),
            places.Min(place => place.TimeMs), // leaves out all other days before any is opened
            places.Max(place => place.TimeMs));
    }

    public Task<IReadOnlyList<(int DeviceKey, string RequestId)>> FindOpenCommandsAsync(IReadOnlyList<(int DeviceKey, string RequestId)> requests, CancellationToken cancel)
    {
        if (requests.Count == 0) return Task.FromResult<IReadOnlyList<(int, string)>>([]);
        return QueryAsync(
            """
            SELECT device_key, request_id FROM commands JOIN unnest($1::integer[], $2::text[]) AS wanted (device_key, request_id) USING (device_key, request_id)
            WHERE state = 0 FOR UPDATE OF commands
            """,
            row => (row.GetInt32(0), row.GetString(1)),
            cancel,
            Column(requests, request => request.DeviceKey),
            Column(requests, request => request.RequestId));
    }

    public async Task WriteAsync(BatchPlan plan, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        SaveDevices(batch, plan.Devices);
        SaveLedgers(batch, [.. plan.ChangedLedgers]);
        AddDeltas(batch, plan.Readings);
        if (plan.Readings.Count < LeastForCopy) AddReadings(batch, plan.Readings);
        SaveLastValues(batch, plan.LastValues);
        Answer(batch, plan.Answers);
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancel);
        if (plan.Readings.Count >= LeastForCopy) await CopyAsync(plan.Readings, cancel);
    }

    public Task LockQuarantineAsync(CancellationToken cancel) => ExecuteAsync("LOCK TABLE quarantine IN SHARE ROW EXCLUSIVE MODE", cancel);

    private static void AddReadings(NpgsqlBatch batch, List<NewReading> readings)
    {
        if (readings.Count == 0) return;
        Add(
            batch,
            """
            INSERT INTO readings (time_ms, device_key, sensor_key, value, quality, arrival_ms)
            SELECT * FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::double precision[], $5::smallint[], $6::bigint[])
            """,
            Column(readings, reading => reading.Place.TimeMs),
            Column(readings, reading => reading.Place.DeviceKey),
            Column(readings, reading => reading.Place.SensorKey),
            Column(readings, reading => reading.Value),
            Column(readings, reading => (short)reading.Quality),
            Column(readings, reading => reading.ArrivalMs));
    }

    private static void AddDeltas(NpgsqlBatch batch, List<NewReading> readings)
    {
        if (readings.Count > 0) Add(batch, "INSERT INTO rollup_pending (merged, deltas) VALUES (0, $1)", RollupDeltas.Of(readings).Pack());
    }

    private async Task CopyAsync(List<NewReading> readings, CancellationToken cancel)
    {
        await using var import = await connection.BeginBinaryImportAsync(
            "COPY readings (time_ms, device_key, sensor_key, value, quality, arrival_ms) FROM STDIN (FORMAT BINARY)", cancel);
        foreach (var (place, value, quality, arrival) in readings)
        {
            await import.StartRowAsync(cancel);
            await import.WriteAsync(place.TimeMs, NpgsqlDbType.Bigint, cancel);
            await import.WriteAsync(place.DeviceKey, NpgsqlDbType.Integer, cancel);
            await import.WriteAsync(place.SensorKey, NpgsqlDbType.Integer, cancel);
            await import.WriteAsync(value, NpgsqlDbType.Double, cancel);
            await import.WriteAsync((short)quality, NpgsqlDbType.Smallint, cancel);
            await import.WriteAsync(arrival, NpgsqlDbType.Bigint, cancel);
        }

        await import.CompleteAsync(cancel);
    }

    private static void SaveDevices(NpgsqlBatch batch, IReadOnlyCollection<DeviceRow> devices)
    {
        if (devices.Count == 0) return;
        Add(
            batch,
            """
            UPDATE devices d
            SET is_online = n.is_online, status = n.status, status_ms = n.status_ms, last_seen_ms = n.last_seen_ms, last_heartbeat_ms = n.last_heartbeat_ms,
                last_upload_ms = n.last_upload_ms, boot = n.boot, session = n.session, report_json = n.report_json, info_json = COALESCE(n.info_json, d.info_json),
                heartbeat_json = COALESCE(n.heartbeat_json, d.heartbeat_json), latitude = n.latitude, longitude = n.longitude
            FROM unnest($1::integer[], $2::boolean[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::bigint[],
                        $10::text[], $11::text[], $12::text[], $13::double precision[], $14::double precision[])
                AS n (device_key, is_online, status, status_ms, last_seen_ms, last_heartbeat_ms, last_upload_ms, boot, session,
                      report_json, info_json, heartbeat_json, latitude, longitude)
            WHERE d.device_key = n.device_key
            """,
            Column(devices, device => device.Key),
            Column(devices, device => device.IsOnline),
            Column(devices, device => device.Status),
            Column(devices, device => device.StatusMs),
            Column(devices, device => device.LastSeenMs),
            Column(devices, device => device.LastHeartbeatMs),
            Column(devices, device => device.LastUploadMs),
            Column(devices, device => device.Boot),
            Column(devices, device => device.Session),
            Column(devices, device => device.ReportJson),
            Column(devices, device => device.InfoJson),
            Column(devices, device => device.HeartbeatJson),
            Column(devices, device => device.Latitude),
            Column(devices, device => device.Longitude));
    }

    private static void SaveLedgers(NpgsqlBatch batch, IReadOnlyCollection<LedgerRow> ledgers)
    {
        if (ledgers.Count == 0) return;
        Add(
            batch,
            """
            INSERT INTO ledger (device_key, boot, high, seen, stored, dropped, first_seen_ms, last_seen_ms)
            SELECT * FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
            ON CONFLICT (device_key, boot) DO UPDATE
            SET high = excluded.high, seen = excluded.seen, stored = excluded.stored, dropped = excluded.dropped, last_seen_ms = excluded.last_seen_ms
            """,
            Column(ledgers, row => row.DeviceKey),
            Column(ledgers, row => row.Boot),
            Column(ledgers, row => row.Ledger.High),
            Column(ledgers, row => row.Ledger.Seen),
            Column(ledgers, row => row.Ledger.StoredText),
            Column(ledgers, row => row.Ledger.DroppedText),
            Column(ledgers, row => row.FirstSeenMs),
            Column(ledgers, row => row.LastSeenMs));
    }

    private static void SaveLastValues(NpgsqlBatch batch, IReadOnlyCollection<NewLastValue> values)
    {
        if (values.Count == 0) return;
        Add(
            batch,
            """
            INSERT INTO last_values (device_key, sensor, value, unit, time_ms, quality)
            SELECT * FROM unnest($1::integer[], $2::text[], $3::double precision[], $4::text[], $5::bigint[], $6::smallint[])
            ON CONFLICT (device_key, sensor) DO UPDATE
            SET value = excluded.value, unit = excluded.unit, time_ms = excluded.time_ms, quality = excluded.quality
            WHERE excluded.time_ms >= last_values.time_ms
            """,
            Column(values, value => value.DeviceKey),
            Column(values, value => value.Sensor),
            Column(values, value => value.Value),
            Column(values, value => value.Unit),
            Column(values, value => value.TimeMs),
            Column(values, value => (short)value.Quality));
    }

    private static void Answer(NpgsqlBatch batch, List<CommandAnswer> answers)
    {
        if (answers.Count == 0) return;
        Add(
            batch,
            """
            UPDATE commands c SET state = n.state, response_json = n.response_json, answered_ms = n.answered_ms
            FROM unnest($1::integer[], $2::text[], $3::smallint[], $4::text[], $5::bigint[]) AS n (device_key, request_id, state, response_json, answered_ms)
            WHERE c.device_key = n.device_key AND c.request_id = n.request_id
            """,
            Column(answers, answer => answer.DeviceKey),
            Column(answers, answer => answer.RequestId),
            Column(answers, answer => (short)answer.State),
            Column(answers, answer => answer.Json),
            Column(answers, answer => answer.AnsweredMs));
    }

    private static TColumn[] Column<TRow, TColumn>(IReadOnlyCollection<TRow> rows, Func<TRow, TColumn> of)
    {
        var column = new TColumn[rows.Count];
        var at = 0;
        foreach (var row in rows) column[at++] = of(row);
        return column;
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<Array> columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns) command.Parameters.Add(new NpgsqlParameter { Value = column });
        batch.BatchCommands.Add(command);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancel, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<T> rows = [];
        while (await reader.ReadAsync(cancel)) rows.Add(read(reader));
        return rows;
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }
}
