using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// The hot path on SQLite: a statement per row, prepared once for as long as the connection lives. It runs in the process,
/// so many small statements cost no round trips.
/// </summary>
internal sealed class SqliteTables(SqliteConnection connection) : IBatchTables, IDisposable
{
    private readonly List<SqliteStatement> _all = [];
    private SqliteTransaction? _transaction;
    private SqliteStatement? _lockDevice;
    private SqliteStatement? _addDevice;
    private SqliteStatement? _loadLedger;
    private SqliteStatement? _addSensor;
    private SqliteStatement? _sensorKey;
    private SqliteStatement? _findReading;
    private SqliteStatement? _findCommand;
    private SqliteStatement? _addReading;
    private SqliteStatement? _addPending;
    private SqliteStatement? _saveDevice;
    private SqliteStatement? _saveLedger;
    private SqliteStatement? _saveLastValue;
    private SqliteStatement? _answerCommand;

    /// <summary>What follows belongs to this transaction, which already keeps every other writer out.</summary>
    public void Use(SqliteTransaction transaction) => _transaction = transaction;

    public Task<IReadOnlyList<DeviceRow>> LockDevicesAsync(IReadOnlyCollection<string> deviceIds, CancellationToken cancel)
    {
        var statement = Prepared(
            ref _lockDevice,
            """
            SELECT device_key, device_id, is_online, status, status_ms, last_seen_ms, last_heartbeat_ms, last_upload_ms, boot, session, report_json, latitude, longitude, state
            FROM devices WHERE device_id = $1
            """);
        List<DeviceRow> rows = [];
        foreach (var id in deviceIds)
        {
            using var reader = statement.Query(_transaction, id);
            if (reader.Read()) rows.Add(DeviceReader.Read(reader));
        }

        return Task.FromResult<IReadOnlyList<DeviceRow>>(rows);
    }

    public Task AddDevicesAsync(IReadOnlyList<KeyValuePair<string, long>> devices, Admission admission, CancellationToken cancel)
    {
        var statement = Prepared(ref _addDevice, "INSERT INTO devices (device_id, first_seen_ms, state) VALUES ($1, $2, $3)");
        foreach (var (id, firstSeen) in devices) statement.Run(id, firstSeen, AdmissionText.Of(admission));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<LedgerRow>> LoadLedgersAsync(IReadOnlyList<(DeviceRow Device, string Boot)> boots, CancellationToken cancel)
    {
        var statement = Prepared(ref _loadLedger, "SELECT high, seen, stored, dropped, first_seen_ms, last_seen_ms FROM ledger WHERE device_key = $1 AND boot = $2");
        List<LedgerRow> rows = [];
        foreach (var (device, boot) in boots)
        {
            using var reader = statement.Query(_transaction, device.Key, boot);
            if (!reader.Read()) continue;
            var ledger = Ledger.Parse(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3));
            rows.Add(LedgerRow.Stored(device.Key, device.DeviceId, boot, ledger, reader.GetInt64(4), reader.GetInt64(5)));
        }

        return Task.FromResult<IReadOnlyList<LedgerRow>>(rows);
    }

    public Task<IReadOnlyDictionary<SensorName, int>> SensorKeysAsync(IReadOnlyList<SensorName> sensors, CancellationToken cancel)
    {
        var add = Prepared(ref _addSensor, "INSERT INTO sensors (name, unit) VALUES ($1, $2) ON CONFLICT (name, unit) DO NOTHING");
        var find = Prepared(ref _sensorKey, "SELECT sensor_key FROM sensors WHERE name = $1 AND unit = $2");
        Dictionary<SensorName, int> keys = [];
        foreach (var sensor in sensors)
        {
            add.Run(sensor.Name, sensor.Unit);
            using var reader = find.Query(_transaction, sensor.Name, sensor.Unit);
            reader.Read();
            keys.Add(sensor, reader.GetInt32(0));
        }

        return Task.FromResult<IReadOnlyDictionary<SensorName, int>>(keys);
    }

    public Task<IReadOnlyList<ReadingPlace>> FindReadingsAsync(IReadOnlyList<ReadingPlace> places, CancellationToken cancel)
    {
        var statement = Prepared(ref _findReading, "SELECT 1 FROM readings WHERE time_ms = $1 AND device_key = $2 AND sensor_key = $3 AND quality = 0 LIMIT 1");
        IReadOnlyList<ReadingPlace> found = [.. places.Where(place => statement.Any(place.TimeMs, place.DeviceKey, place.SensorKey))];
        return Task.FromResult(found);
    }

    public Task<IReadOnlyList<(int DeviceKey, string RequestId)>> FindOpenCommandsAsync(IReadOnlyList<(int DeviceKey, string RequestId)> requests, CancellationToken cancel)
    {
        var statement = Prepared(ref _findCommand, "SELECT 1 FROM commands WHERE device_key = $1 AND request_id = $2 AND state = 0");
        IReadOnlyList<(int, string)> open = [.. requests.Where(request => statement.Any(request.DeviceKey, request.RequestId))];
        return Task.FromResult(open);
    }

    public Task WriteAsync(BatchPlan plan, CancellationToken cancel)
    {
        SaveDevices(plan.Devices);
        SaveLedgers(plan.ChangedLedgers);
        AddReadings(plan.Readings);
        SaveLastValues(plan.LastValues);
        Answer(plan.Answers);
        return Task.CompletedTask;
    }

    public Task LockQuarantineAsync(CancellationToken cancel) => Task.CompletedTask; // there is one writer at a time

    public void Dispose() => _all.ForEach(statement => statement.Dispose());

    private void AddReadings(List<NewReading> readings)
    {
        var statement = Prepared(ref _addReading, "INSERT INTO readings (time_ms, device_key, sensor_key, value, quality, arrival_ms) VALUES ($1, $2, $3, $4, $5, $6)");
        foreach (var (place, value, quality, arrival) in readings)
            statement.Run(place.TimeMs, place.DeviceKey, place.SensorKey, value, (int)quality, arrival);
        if (readings.Count == 0) return;
        Prepared(ref _addPending, "INSERT INTO rollup_pending (merged, deltas) VALUES (0, $1)").Run(RollupDeltas.Of(readings).Pack());
    }

    private void SaveDevices(IReadOnlyCollection<DeviceRow> devices)
    {
        var statement = Prepared(
            ref _saveDevice,
            """
            UPDATE devices
            SET is_online = $2, status = $3, status_ms = $4, last_seen_ms = $5, last_heartbeat_ms = $6, last_upload_ms = $7, boot = $8, session = $9,
                report_json = $10, info_json = COALESCE($11, info_json), heartbeat_json = COALESCE($12, heartbeat_json), latitude = $13, longitude = $14
            WHERE device_key = $1
            """);
        foreach (var device in devices)
        {
            statement.Run(
                device.Key, device.IsOnline, device.Status, device.StatusMs, device.LastSeenMs, device.LastHeartbeatMs, device.LastUploadMs,
                device.Boot, device.Session, device.ReportJson, device.InfoJson, device.HeartbeatJson, device.Latitude, device.Longitude);
        }
    }

    private void SaveLedgers(IEnumerable<LedgerRow> ledgers)
    {
        var statement = Prepared(
            ref _saveLedger,
            """
            INSERT INTO ledger (device_key, boot, high, seen, stored, dropped, first_seen_ms, last_seen_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (device_key, boot) DO UPDATE
            SET high = excluded.high, seen = excluded.seen, stored = excluded.stored, dropped = excluded.dropped, last_seen_ms = excluded.last_seen_ms
            """);
        foreach (var row in ledgers)
        {
            var ledger = row.Ledger;
            statement.Run(row.DeviceKey, row.Boot, ledger.High, ledger.Seen, ledger.StoredText, ledger.DroppedText, row.FirstSeenMs, row.LastSeenMs);
        }
    }

    private void SaveLastValues(IReadOnlyCollection<NewLastValue> values)
    {
        var statement = Prepared(
            ref _saveLastValue,
            """
            INSERT INTO last_values (device_key, sensor, value, unit, time_ms, quality) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (device_key, sensor) DO UPDATE
            SET value = excluded.value, unit = excluded.unit, time_ms = excluded.time_ms, quality = excluded.quality
            WHERE excluded.time_ms >= last_values.time_ms
            """);
        foreach (var value in values)
            statement.Run(value.DeviceKey, value.Sensor, value.Value, value.Unit, value.TimeMs, (int)value.Quality);
    }

    private void Answer(List<CommandAnswer> answers)
    {
        var statement = Prepared(ref _answerCommand, "UPDATE commands SET state = $3, response_json = $4, answered_ms = $5 WHERE device_key = $1 AND request_id = $2");
        foreach (var answer in answers)
            statement.Run(answer.DeviceKey, answer.RequestId, (int)answer.State, answer.Json, answer.AnsweredMs);
    }

    private SqliteStatement Prepared(ref SqliteStatement? statement, string sql)
    {
        if (statement is null) _all.Add(statement = new SqliteStatement(connection, sql));
        return statement;
    }
}
