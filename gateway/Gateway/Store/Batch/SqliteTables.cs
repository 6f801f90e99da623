using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// The hot path on SQLite: statements prepared once for as long as the connection lives. It runs in the process, so many small
/// statements cost no round trips. What it read of devices stays in memory; a failed commit takes connection and memory with it.
/// </summary>
internal sealed class SqliteTables(SqliteConnection connection) : IBatchTables, IDisposable
{
    private readonly DeviceCache _cache = new();
    private readonly List<SqliteStatement> _all = [];
    private readonly DeltaWriter _pending = new();
    private readonly byte[] _text = new byte[SeqRanges.MostText];
    private long _version = -1;
    private SqliteStatement? _dataVersion;
    private SqliteStatement? _loadDevice;
    private SqliteStatement? _addDevice;
    private SqliteStatement? _loadLedger;
    private SqliteStatement? _addSensor;
    private SqliteStatement? _sensorKey;
    private SqliteStatement? _findReading;
    private SqliteStatement? _findCommand;
    private SqliteReadings? _readings;
    private SqliteClocks? _clocks;
    private SqliteStatement? _addPending;
    private SqliteStatement? _saveDevice;
    private SqliteStatement? _setOnline;
    private SqliteStatement? _addLedger;
    private SqliteStatement? _saveLedger;
    private SqliteStatement? _answerCommand;

    public Task LoadAsync(BatchNeeds needs, CancellationToken cancel)
    {
        // https://www.sqlite.org/pragma.html#pragma_data_version: another number when another connection has written since
        var version = Prepared(ref _dataVersion, "PRAGMA data_version").First(row => row.Number(0));
        if (version != _version) _cache.Clear();
        _version = version;
        _cache.Trim();
        foreach (var device in needs.Devices)
        {
            device.Row ??= _cache.Find(device.Id) ?? LoadDevice(device.Id);
            if (device.Row is not null) LoadLedgers(device.Row, device.Boots);
        }

        return Task.CompletedTask;
    }

    public Task AddDevicesAsync(IReadOnlyList<BatchDevice> devices, Admission admission, CancellationToken cancel)
    {
        var statement = Prepared(ref _addDevice, "INSERT INTO devices (device_id, first_seen_ms, state) VALUES ($1, $2, $3)");
        foreach (var device in devices) statement.Run(device.Id, device.FirstMs, AdmissionText.Of(admission));
        return Task.CompletedTask;
    }

    public void Forget(string deviceId) => _cache.Forget(deviceId);

    public Task<IReadOnlyCollection<string>> SetOnlineAsync(IReadOnlyList<OnlineChange> changes, CancellationToken cancel)
    {
        var statement = Prepared(
            ref _setOnline,
            """
            UPDATE devices
            SET is_online = CASE WHEN $4 >= status_ms THEN $2 ELSE is_online END, status = CASE WHEN $4 >= status_ms THEN $3 ELSE status END
            WHERE device_id = $1
            """);
        IReadOnlyCollection<string> known = [.. changes.Where(change => statement.Run(change.DeviceId, change.IsOnline, change.Status, change.AtMs) > 0).Select(change => change.DeviceId)];
        return Task.FromResult(known);
    }

    public Task<IReadOnlyDictionary<SensorName, int>> SensorKeysAsync(IReadOnlyList<SensorName> sensors, CancellationToken cancel)
    {
        var add = Prepared(ref _addSensor, "INSERT INTO sensors (name, unit) VALUES ($1, $2) ON CONFLICT (name, unit) DO NOTHING");
        var find = Prepared(ref _sensorKey, "SELECT sensor_key FROM sensors WHERE name = $1 AND unit = $2");
        Dictionary<SensorName, int> keys = [];
        foreach (var sensor in sensors)
        {
            add.Run(sensor.Name, sensor.Unit);
            keys.Add(sensor, (int)find.First(row => row.Number(0), sensor.Name, sensor.Unit));
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
        var statement = Prepared(ref _findCommand, "SELECT 1 FROM commands WHERE device_key = $1 AND request_id = $2 AND state IN (0, 4)");
        IReadOnlyList<(int, string)> open = [.. requests.Where(request => statement.Any(request.DeviceKey, request.RequestId))];
        return Task.FromResult(open);
    }

    public Task<ClockPlan> LoadClocksAsync(IReadOnlyList<BootOf> boots, CancellationToken cancel) => Task.FromResult((_clocks ??= new SqliteClocks(connection)).Load(boots));

    public Task WriteAsync(ClockPlan plan, CancellationToken cancel)
    {
        (_clocks ??= new SqliteClocks(connection)).Write(plan);
        return Task.CompletedTask;
    }

    public Task WriteAsync(BatchPlan plan, CancellationToken cancel)
    {
        foreach (var device in plan.ChangedDevices) Save(device);
        foreach (var ledger in plan.ChangedLedgers) Save(ledger);
        (_readings ??= new SqliteReadings(connection)).Add(CollectionsMarshal.AsSpan(plan.Readings));
        AddPending(plan.Deltas);
        foreach (var answer in plan.Answers) Save(answer);
        return Task.CompletedTask;
    }

    public Task LockQuarantineAsync(CancellationToken cancel) => Task.CompletedTask; // there is one writer at a time

    public void Dispose()
    {
        _readings?.Dispose();
        _clocks?.Dispose();
        _all.ForEach(statement => statement.Dispose());
    }

    private DeviceRow? LoadDevice(string deviceId)
    {
        var statement = Prepared(
            ref _loadDevice,
            "SELECT device_key, is_online, status, status_ms, last_heartbeat_ms, boot, session, report_json, latitude, longitude, state FROM devices WHERE device_id = $1");
        var found = statement.First(
            row => new DeviceRow
            {
                Key = (int)row.Number(0),
                DeviceId = deviceId,
                IsOnline = row.Number(1) != 0,
                Status = row.Text(2),
                StatusMs = row.Number(3),
                LastHeartbeatMs = row.NumberOrNull(4),
                Boot = row.TextOrNull(5),
                Session = row.Number(6),
                ReportJson = row.TextOrNull(7),
                Latitude = row.RealOrNull(8),
                Longitude = row.RealOrNull(9),
                Admission = AdmissionText.Parse(row.Text(10)),
            },
            deviceId);
        if (found is not null) _cache.Add(found);
        return found;
    }

    private void LoadLedgers(DeviceRow device, IReadOnlyList<string> boots)
    {
        for (var at = 0; at < boots.Count; at++)
        {
            if (device.Find(boots[at]) is null && LoadLedger(device, boots[at]) is { } ledger) device.Add(ledger);
        }
    }

    private LedgerRow? LoadLedger(DeviceRow device, string boot) =>
        Prepared(ref _loadLedger, "SELECT high, seen, stored, dropped, first_seen_ms, last_seen_ms FROM ledger WHERE device_key = $1 AND boot = $2").First(
            row =>
            {
                var ledger = Ledger.Parse(row.Number(0), row.Number(1), row.Text(2), row.Text(3));
                return LedgerRow.Stored(device.Key, device.DeviceId, boot, ledger, row.Number(4), row.Number(5));
            },
            device.Key,
            boot);

    private void AddPending(RollupDeltas deltas)
    {
        if (deltas.Count == 0) return;
        deltas.Pack(_pending);
        Prepared(ref _addPending, "INSERT INTO rollup_pending (merged, deltas) VALUES (0, $1)").Run(SqlValue.Blob(_pending.Packed));
    }

    private void Save(DeviceRow device) =>
        Prepared(
            ref _saveDevice,
            """
            UPDATE devices
            SET is_online = $2, status = $3, status_ms = $4, last_heartbeat_ms = $5, boot = $6, session = $7, report_json = $8,
                info_json = COALESCE($9, info_json), heartbeat_json = COALESCE($10, heartbeat_json), latitude = $11, longitude = $12
            WHERE device_key = $1
            """).Run(
                device.Key, device.IsOnline, device.Status, device.StatusMs, device.LastHeartbeatMs, device.Boot, device.Session,
                device.ReportJson, device.InfoJson, device.HeartbeatJson, device.Latitude, device.Longitude);

    private void Save(LedgerRow row)
    {
        var ledger = row.Ledger;
        var stored = ledger.TryFormatStored(_text, out var length) ? SqlValue.Utf8(_text, length) : ledger.StoredText;
        if (row.IsKnown)
        {
            Prepared(ref _saveLedger, "UPDATE ledger SET high = $3, seen = $4, stored = $5, dropped = $6, last_seen_ms = $7 WHERE device_key = $1 AND boot = $2").Run(
                row.DeviceKey, row.Boot, ledger.High, ledger.Seen, stored, ledger.DroppedText, row.LastSeenMs);
        }
        else
        {
            Prepared(ref _addLedger, "INSERT INTO ledger (device_key, boot, high, seen, stored, dropped, first_seen_ms, last_seen_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)").Run(
                row.DeviceKey, row.Boot, ledger.High, ledger.Seen, stored, ledger.DroppedText, row.FirstSeenMs, row.LastSeenMs);
        }
    }

    private void Save(in CommandAnswer answer) =>
        Prepared(ref _answerCommand, "UPDATE commands SET state = $3, response_json = $4, answered_ms = $5 WHERE device_key = $1 AND request_id = $2").Run(
            answer.DeviceKey, answer.RequestId, (int)answer.State, answer.Json, answer.AnsweredMs);

    private SqliteStatement Prepared(ref SqliteStatement? statement, string sql)
    {
        if (statement is null) _all.Add(statement = new SqliteStatement(connection, sql));
        return statement;
    }
}
