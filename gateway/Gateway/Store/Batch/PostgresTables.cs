using System.Buffers;
using System.Runtime.InteropServices;
using Nanofleet.Gateway.Store.Rollups;
using Npgsql;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// The hot path on PostgreSQL: one statement per table, whose rows travel as arrays; what is read takes one round trip, and all that is written one
/// more. Many readings go by binary COPY, which is several times as fast but a round trip of its own.
/// The lock on a device's row stands for its ledger and commands too, so those are read without a lock of their own.
/// </summary>
internal sealed class PostgresTables(NpgsqlConnection connection, NpgsqlTransaction transaction) : IBatchTables
{
    /// <summary>From so many readings on COPY makes up for its round trip.</summary>
    private const int LeastForCopy = 300;

    /// <summary>A join, since ANY would compare each device with the whole array.</summary>
    private const string SelectDevices =
        """
        SELECT d.device_key, d.device_id, d.is_online, d.status, d.status_ms, d.last_heartbeat_ms, d.boot, d.session, d.report_json, d.latitude, d.longitude, d.state
        FROM unnest($1::text[]) AS wanted (device_id) JOIN devices d ON d.device_id = wanted.device_id ORDER BY d.device_id FOR NO KEY UPDATE OF d
        """;

    /// <summary>After the devices are locked: each statement of a batch sees what was committed before it began.</summary>
    private const string SelectLedgers =
        """
        SELECT l.device_key, l.boot, l.high, l.seen, l.stored, l.dropped, l.first_seen_ms, l.last_seen_ms
        FROM unnest($1::text[], $2::text[]) AS wanted (device_id, boot)
        JOIN devices d ON d.device_id = wanted.device_id JOIN ledger l ON l.device_key = d.device_key AND l.boot = wanted.boot
        """;

    private const string InsertLedgers =
        """
        INSERT INTO ledger (device_key, boot, high, seen, stored, dropped, first_seen_ms, last_seen_ms)
        SELECT * FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
        """;

    private const string UpdateLedgers =
        """
        UPDATE ledger l SET high = n.high, seen = n.seen, stored = n.stored, dropped = n.dropped, last_seen_ms = n.last_seen_ms
        FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
            AS n (device_key, boot, high, seen, stored, dropped, first_seen_ms, last_seen_ms)
        WHERE l.device_key = n.device_key AND l.boot = n.boot
        """;

    public async Task LoadAsync(BatchNeeds needs, CancellationToken cancel)
    {
        var wanted = Wanted(needs);
        if (wanted.Count == 0) return;
        var boots = wanted.SelectMany(device => device.Boots, (device, boot) => (device.Id, Boot: boot)).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add(batch, SelectDevices, Column(wanted, device => device.Id));
        Add(batch, SelectLedgers, Column(boots, boot => boot.Id), Column(boots, boot => boot.Boot));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        Dictionary<int, DeviceRow> byKey = [];
        var byId = wanted.ToDictionary(device => device.Id);
        while (await reader.ReadAsync(cancel))
        {
            var row = DeviceReader.Read(reader);
            byKey.Add(row.Key, byId[row.DeviceId].Row = row);
        }

        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!byKey.TryGetValue(reader.GetInt32(0), out var device)) continue; // made in between by another gateway: it is locked when it is asked for again
            var ledger = Ledger.Parse(reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5));
            device.Add(LedgerRow.Stored(device.Key, device.DeviceId, reader.GetString(1), ledger, reader.GetInt64(6), reader.GetInt64(7)));
        }
    }

    public Task AddDevicesAsync(IReadOnlyList<BatchDevice> devices, Admission admission, CancellationToken cancel) =>
        ExecuteAsync(
            "INSERT INTO devices (device_id, first_seen_ms, state) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) ON CONFLICT (device_id) DO NOTHING",
            cancel,
            Column(devices, device => device.Id),
            Column(devices, device => device.FirstMs),
            Column(devices, _ => AdmissionText.Of(admission)));

    public void Forget(string deviceId)
    {
        // nothing is kept: another gateway may change it
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

    private static List<BatchDevice> Wanted(BatchNeeds needs)
    {
        List<BatchDevice> wanted = [];
        foreach (var device in needs.Devices)
        {
            if (device.Row is null) wanted.Add(device);
        }

        return wanted;
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
        SaveDevices(batch, [.. plan.ChangedDevices]);
        SaveLedgers(batch, InsertLedgers, [.. plan.ChangedLedgers.Where(ledger => !ledger.IsKnown)]);
        SaveLedgers(batch, UpdateLedgers, [.. plan.ChangedLedgers.Where(ledger => ledger.IsKnown)]);
        AddDeltas(batch, plan.Deltas);
        if (plan.Readings.Count < LeastForCopy) AddReadings(batch, plan.Readings);
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

    private static void AddDeltas(NpgsqlBatch batch, RollupDeltas deltas)
    {
        if (deltas.Count == 0) return;
        var writer = new DeltaWriter();
        deltas.Pack(writer);
        var command = new NpgsqlBatchCommand("INSERT INTO rollup_pending (merged, deltas) VALUES (0, $1)");
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = writer.Packed });
        batch.BatchCommands.Add(command);
    }

    private async Task CopyAsync(List<NewReading> readings, CancellationToken cancel)
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            "COPY readings (time_ms, device_key, sensor_key, value, quality, arrival_ms) FROM STDIN (FORMAT BINARY)", cancel);
        var rows = ArrayPool<byte>.Shared.Rent(CopyRows.Length(readings.Count));
        CopyRows.Write(CollectionsMarshal.AsSpan(readings), rows);
        await copy.WriteAsync(rows.AsMemory(0, CopyRows.Length(readings.Count)), cancel);
        ArrayPool<byte>.Shared.Return(rows); // not after a failure: who knows what still reads it
    }

    private static void SaveDevices(NpgsqlBatch batch, IReadOnlyCollection<DeviceRow> devices)
    {
        if (devices.Count == 0) return;
        Add(
            batch,
            """
            UPDATE devices d
            SET is_online = n.is_online, status = n.status, status_ms = n.status_ms, last_heartbeat_ms = n.last_heartbeat_ms, boot = n.boot, session = n.session, report_json = n.report_json, info_json = COALESCE(n.info_json, d.info_json),
                heartbeat_json = COALESCE(n.heartbeat_json, d.heartbeat_json), latitude = n.latitude, longitude = n.longitude
            FROM unnest($1::integer[], $2::boolean[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[],
                        $8::text[], $9::text[], $10::text[], $11::double precision[], $12::double precision[])
                AS n (device_key, is_online, status, status_ms, last_heartbeat_ms, boot, session, report_json, info_json, heartbeat_json, latitude, longitude)
            WHERE d.device_key = n.device_key
            """,
            Column(devices, device => device.Key),
            Column(devices, device => device.IsOnline),
            Column(devices, device => device.Status),
            Column(devices, device => device.StatusMs),
            Column(devices, device => device.LastHeartbeatMs),
            Column(devices, device => device.Boot),
            Column(devices, device => device.Session),
            Column(devices, device => device.ReportJson),
            Column(devices, device => device.InfoJson),
            Column(devices, device => device.HeartbeatJson),
            Column(devices, device => device.Latitude),
            Column(devices, device => device.Longitude));
    }

    private static void SaveLedgers(NpgsqlBatch batch, string sql, List<LedgerRow> ledgers)
    {
        if (ledgers.Count == 0) return;
        Add(
            batch,
            sql,
            Column(ledgers, row => row.DeviceKey),
            Column(ledgers, row => row.Boot),
            Column(ledgers, row => row.Ledger.High),
            Column(ledgers, row => row.Ledger.Seen),
            Column(ledgers, row => row.Ledger.StoredText),
            Column(ledgers, row => row.Ledger.DroppedText),
            Column(ledgers, row => row.FirstSeenMs),
            Column(ledgers, row => row.LastSeenMs));
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
