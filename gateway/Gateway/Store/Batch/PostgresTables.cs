using System.Buffers;
using System.Runtime.InteropServices;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;
using Npgsql;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// The hot path on PostgreSQL: one statement per table, whose rows travel as arrays; what is read takes one round trip, and all that is written one
/// more. Many readings go by binary COPY, which is several times as fast but a round trip of its own.
/// The lock on a device's row stands for its ledger and commands too, so those are read without a lock of their own. Devices of
/// which the memory knows all that a batch needs are neither read nor locked: the revision of their accounts is looked at when those are written.
/// </summary>
internal sealed class PostgresTables(NpgsqlConnection connection, NpgsqlTransaction transaction, PostgresMemory memory) : IBatchTables
{
    /// <summary>From so many readings on COPY makes up for its round trip.</summary>
    private const int LeastForCopy = 300;

    /// <summary>A join, since ANY would compare each device with the whole array.</summary>
    private const string SelectDevices =
        """
        SELECT d.device_key, d.device_id, d.is_online, d.status, d.status_ms, d.last_heartbeat_ms, d.boot, d.session, d.report_json, d.latitude, d.longitude, d.state
        FROM unnest($1::text[]) AS wanted (device_id) JOIN devices d ON d.device_id = wanted.device_id ORDER BY d.device_id FOR NO KEY UPDATE OF d
        """;

    private DeviceCache? _cache;

    /// <summary>The transaction is committed: what it has read and changed may be remembered.</summary>
    public void Committed()
    {
        if (_cache is not null) memory.GiveBack(_cache);
    }

    public async Task LoadAsync(BatchNeeds needs, CancellationToken cancel)
    {
        _cache ??= memory.Take();
        Remember(needs, _cache);
        var wanted = Wanted(needs);
        if (wanted.Count == 0) return;
        var boots = wanted.SelectMany(device => device.Boots, (device, boot) => (device.Id, Boot: boot)).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        BatchColumns.Add(batch, SelectDevices, BatchColumns.Of(wanted, device => device.Id));
        BatchColumns.Add(batch, PostgresLedgers.Select, BatchColumns.Of(boots, boot => boot.Id), BatchColumns.Of(boots, boot => boot.Boot));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        Dictionary<int, DeviceRow> byKey = [];
        var byId = wanted.ToDictionary(device => device.Id);
        while (await reader.ReadAsync(cancel))
        {
            var row = DeviceReader.Read(reader);
            row.IsLocked = true;
            byKey.Add(row.Key, byId[row.DeviceId].Row = row);
            _cache.Add(row);
        }

        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!byKey.TryGetValue(reader.GetInt32(0), out var device)) continue; // made in between by another gateway: it is locked when it is asked for again
            var ledger = Ledger.Parse(reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5));
            device.Add(LedgerRow.Stored(device.Key, device.DeviceId, reader.GetString(1), ledger, reader.GetInt64(6), reader.GetInt64(7), reader.GetInt32(8)));
        }
    }

    public Task AddDevicesAsync(IReadOnlyList<BatchDevice> devices, Admission admission, CancellationToken cancel) =>
        ExecuteAsync(
            "INSERT INTO devices (device_id, first_seen_ms, state) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) ON CONFLICT (device_id) DO NOTHING",
            cancel,
            BatchColumns.Of(devices, device => device.Id),
            BatchColumns.Of(devices, device => device.FirstMs),
            BatchColumns.Of(devices, _ => AdmissionText.Of(admission)));

    public void Forget(string deviceId)
    {
        // of a device that is only remembered nothing counts but its admission, and whoever changes that changes the revision of its accounts
    }

    public async Task<IReadOnlyCollection<string>> SetOnlineAsync(IReadOnlyList<OnlineChange> changes, CancellationToken cancel) =>
        await QueryAsync(
            """
            UPDATE devices d
            SET is_online = CASE WHEN n.at_ms >= d.status_ms THEN n.is_online ELSE d.is_online END, status = CASE WHEN n.at_ms >= d.status_ms THEN n.status ELSE d.status END
            FROM (SELECT d.device_key, n.* FROM unnest($1::text[], $2::boolean[], $3::text[], $4::bigint[]) AS n (device_id, is_online, status, at_ms)
                  JOIN devices d USING (device_id) ORDER BY d.device_id FOR NO KEY UPDATE OF d) AS n
            WHERE d.device_key = n.device_key RETURNING d.device_id
            """, // locked in the order in which commits lock them
            row => row.GetString(0),
            cancel,
            BatchColumns.Of(changes, change => change.DeviceId),
            BatchColumns.Of(changes, change => change.IsOnline),
            BatchColumns.Of(changes, change => change.Status),
            BatchColumns.Of(changes, change => change.AtMs));

    public async Task<IReadOnlyDictionary<SensorName, int>> SensorKeysAsync(IReadOnlyList<SensorName> sensors, CancellationToken cancel)
    {
        // In one order for all gateways: they would otherwise wait for each other in a circle.
        var sorted = sensors.OrderBy(sensor => sensor.Name, StringComparer.Ordinal).ThenBy(sensor => sensor.Unit, StringComparer.Ordinal).ToList();
        Array[] names = [BatchColumns.Of(sorted, sensor => sensor.Name), BatchColumns.Of(sorted, sensor => sensor.Unit)];
        await ExecuteAsync("INSERT INTO sensors (name, unit) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (name, unit) DO NOTHING", cancel, names);
        var keys = await QueryAsync(
            "SELECT name, unit, sensor_key FROM sensors JOIN unnest($1::text[], $2::text[]) AS wanted (name, unit) USING (name, unit)",
            row => KeyValuePair.Create(new SensorName(row.GetString(0), row.GetString(1)), row.GetInt32(2)),
            cancel,
            names);
        return keys.ToDictionary();
    }

    private static void Remember(BatchNeeds needs, DeviceCache cache)
    {
        foreach (var device in needs.Devices)
        {
            if (device is not { Row: null, NeedsLock: false } || cache.Find(device.Id) is not { Admission: Admission.Approved } row || !HasAll(row, device.Boots)) continue;
            row.IsLocked = false;
            device.Row = row;
        }
    }

    private static bool HasAll(DeviceRow row, IReadOnlyList<string> boots)
    {
        for (var at = 0; at < boots.Count; at++)
        {
            if (row.Find(boots[at]) is not { IsWritten: true }) return false;
        }

        return true;
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
            BatchColumns.Of(places, place => place.TimeMs),
            BatchColumns.Of(places, place => place.DeviceKey),
            BatchColumns.Of(places, place => place.SensorKey),
            places.Min(place => place.TimeMs), // leaves out all other days before any is opened
            places.Max(place => place.TimeMs));
    }

    public Task<IReadOnlyList<(int DeviceKey, string RequestId)>> FindOpenCommandsAsync(IReadOnlyList<(int DeviceKey, string RequestId)> requests, CancellationToken cancel)
    {
        if (requests.Count == 0) return Task.FromResult<IReadOnlyList<(int, string)>>([]);
        return QueryAsync(
            """
            SELECT device_key, request_id FROM commands JOIN unnest($1::integer[], $2::text[]) AS wanted (device_key, request_id) USING (device_key, request_id)
            WHERE state IN (0, 4) FOR UPDATE OF commands
            """,
            row => (row.GetInt32(0), row.GetString(1)),
            cancel,
            BatchColumns.Of(requests, request => request.DeviceKey),
            BatchColumns.Of(requests, request => request.RequestId));
    }

    public Task<ClockPlan> LoadClocksAsync(IReadOnlyList<BootOf> boots, CancellationToken cancel) => PostgresClocks.LoadAsync(connection, transaction, boots, cancel);

    public Task WriteAsync(ClockPlan plan, CancellationToken cancel) => PostgresClocks.WriteAsync(connection, transaction, plan, cancel);

    public async Task WriteAsync(BatchPlan plan, CancellationToken cancel)
    {
        try
        {
            await WriteAllAsync(plan, cancel);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.CheckViolation, TableName: PostgresDays.Other })
        {
            throw new MemoryStaleException(); // where the readings were to go, their day was made in the meantime
        }
    }

    public Task LockQuarantineAsync(CancellationToken cancel) => ExecuteAsync("LOCK TABLE quarantine IN SHARE ROW EXCLUSIVE MODE", cancel);

    private async Task WriteAllAsync(BatchPlan plan, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (plan.ChangedDevices.Any(device => !device.IsLocked)) throw new MemoryStaleException();
        SaveDevices(batch, [.. plan.ChangedDevices]);
        PostgresLedgers.Add(batch, [.. plan.ChangedLedgers.Where(ledger => !ledger.IsKnown)]);
        var accounts = PostgresLedgers.Save(batch, plan.ChangedLedgers.Where(ledger => ledger.IsKnown));
        AddDeltas(batch, plan.Deltas);
        if (plan.Readings.Count < LeastForCopy) AddReadings(batch, plan.Readings);
        Answer(batch, plan.Answers);
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancel);
        if (accounts.Command is { } saved && saved.RecordsAffected != accounts.Count) throw new MemoryStaleException();
        if (plan.Readings.Count >= LeastForCopy) await CopyAsync(plan.Readings, cancel);
    }

    private static void AddReadings(NpgsqlBatch batch, List<NewReading> readings)
    {
        if (readings.Count == 0) return;
        BatchColumns.Add(
            batch,
            """
            INSERT INTO readings (time_ms, device_key, sensor_key, value, quality, arrival_ms)
            SELECT * FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::double precision[], $5::smallint[], $6::bigint[])
            """,
            BatchColumns.Of(readings, reading => reading.Place.TimeMs),
            BatchColumns.Of(readings, reading => reading.Place.DeviceKey),
            BatchColumns.Of(readings, reading => reading.Place.SensorKey),
            BatchColumns.Of(readings, reading => reading.Value),
            BatchColumns.Of(readings, reading => (short)reading.Quality),
            BatchColumns.Of(readings, reading => reading.ArrivalMs));
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
        BatchColumns.Add(
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
            BatchColumns.Of(devices, device => device.Key),
            BatchColumns.Of(devices, device => device.IsOnline),
            BatchColumns.Of(devices, device => device.Status),
            BatchColumns.Of(devices, device => device.StatusMs),
            BatchColumns.Of(devices, device => device.LastHeartbeatMs),
            BatchColumns.Of(devices, device => device.Boot),
            BatchColumns.Of(devices, device => device.Session),
            BatchColumns.Of(devices, device => device.ReportJson),
            BatchColumns.Of(devices, device => device.InfoJson),
            BatchColumns.Of(devices, device => device.HeartbeatJson),
            BatchColumns.Of(devices, device => device.Latitude),
            BatchColumns.Of(devices, device => device.Longitude));
    }

    private static void Answer(NpgsqlBatch batch, List<CommandAnswer> answers)
    {
        if (answers.Count == 0) return;
        BatchColumns.Add(
            batch,
            """
            UPDATE commands c SET state = n.state, response_json = n.response_json, answered_ms = n.answered_ms
            FROM unnest($1::integer[], $2::text[], $3::smallint[], $4::text[], $5::bigint[]) AS n (device_key, request_id, state, response_json, answered_ms)
            WHERE c.device_key = n.device_key AND c.request_id = n.request_id
            """,
            BatchColumns.Of(answers, answer => answer.DeviceKey),
            BatchColumns.Of(answers, answer => answer.RequestId),
            BatchColumns.Of(answers, answer => (short)answer.State),
            BatchColumns.Of(answers, answer => answer.Json),
            BatchColumns.Of(answers, answer => answer.AnsweredMs));
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
