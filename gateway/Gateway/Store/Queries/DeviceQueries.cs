using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Devices with their last values, as the API and the pages show them.</summary>
internal static class DeviceQueries
{
    private const string Columns =
        """
        SELECT d.device_key AS DeviceKey, d.device_id AS DeviceId, d.is_online AS IsOnline, d.status AS Status, d.first_seen_ms AS FirstSeenMs,
               a.last_seen_ms AS LastSeenMs, d.last_heartbeat_ms AS LastHeartbeatMs, a.last_upload_ms AS LastUploadMs, d.boot AS Boot,
               d.session AS Session, d.report_json AS ReportJson, d.info_json AS InfoJson, d.heartbeat_json AS HeartbeatJson,
               d.latitude AS Latitude, d.longitude AS Longitude, d.state AS State
        FROM devices d LEFT JOIN device_activity a ON a.device_key = d.device_key
        """;

    private const string LastValues =
        """
        SELECT v.device_key AS DeviceKey, v.sensor AS Sensor, v.value AS Value, v.unit AS Unit, v.time_ms AS TimeMs, v.quality AS Quality
        FROM last_values v
        """;

    /// <summary>A decision that is older than what the device has said since comes too late and changes nothing.</summary>
    private const string SetAdmission =
        """
        INSERT INTO devices (device_id, first_seen_ms, state) VALUES (@deviceId, @nowMs, @state)
        ON CONFLICT (device_id) DO UPDATE SET state = excluded.state
        """;

    private const string Names = "SELECT sensor_key AS SensorKey, name AS Name, unit AS Unit FROM sensors";

    private const string LastUpload = "SELECT last_upload_ms FROM device_activity WHERE device_key = @deviceKey";

    /// <summary>Gateways that remember the device find out at their next commit.</summary>
    private const string ReviseLedgers = "UPDATE ledger SET revision = revision + 1 WHERE device_key = (SELECT device_key FROM devices WHERE device_id = @deviceId)";

    private const string Barred = "SELECT device_id, state FROM devices WHERE state IN ('suspended', 'retired')";

    private const string CountPending = "SELECT COUNT(*) FROM devices WHERE state = 'pending'";

    public static async Task<int> SetAdmissionAsync(WriteScope scope, string deviceId, Admission admission, long nowMs, CancellationToken cancel)
    {
        var set = await scope.Connection.ExecuteAsync(new CommandDefinition(SetAdmission, new { deviceId, nowMs, state = AdmissionText.Of(admission) }, scope.Transaction, cancellationToken: cancel));
        await scope.Connection.ExecuteAsync(new CommandDefinition(ReviseLedgers, new { deviceId }, scope.Transaction, cancellationToken: cancel));
        return set;
    }

    public static Task<int> CountPendingAsync(WriteScope scope, CancellationToken cancel) =>
        scope.Connection.ExecuteScalarAsync<int>(new CommandDefinition(CountPending, transaction: scope.Transaction, cancellationToken: cancel));

    public static async Task<IReadOnlyDictionary<string, Admission>> ListBarredAsync(DbConnection connection, string? deviceId, CancellationToken cancel)
    {
        var sql = deviceId is null ? Barred : Barred + " AND device_id = @deviceId";
        var rows = await connection.QueryAsync<(string DeviceId, string State)>(new CommandDefinition(sql, new { deviceId }, cancellationToken: cancel));
        return rows.ToDictionary(row => row.DeviceId, row => AdmissionText.Parse(row.State));
    }

    /// <summary>All devices by name, or the one asked for. What is still to be folded in is laid over what the tables have.</summary>
    public static async Task<IReadOnlyList<DeviceRecord>> ListAsync(DbConnection connection, DbTransaction snapshot, string? deviceId, CancellationToken cancel)
    {
        var (where, valuesOf) = deviceId is null
            ? (" ORDER BY d.device_id", " ORDER BY v.device_key, v.sensor")
            : (" WHERE d.device_id = @deviceId", " JOIN devices d ON d.device_key = v.device_key WHERE d.device_id = @deviceId ORDER BY v.sensor");
        var devices = (await QueryAsync<Row>(Columns + where)).ToList();
        if (devices.Count == 0) return [];
        var values = await QueryAsync<ValueRow>(LastValues + valuesOf);
        var (pending, _) = await PendingDeltas.ReadAsync(connection, snapshot, deviceId is null ? null : devices[0].DeviceKey, cancel);
        var shown = pending.Shown();
        var names = shown.Count == 0 ? [] : (await QueryAsync<NameRow>(Names)).ToDictionary(name => name.SensorKey);
        var byDevice = values.Concat(shown.Select(value => ValueRow.Of(value, names[value.SensorKey]))).ToLookup(value => value.DeviceKey);
        var activities = pending.Activities.ToDictionary(activity => activity.DeviceKey);
        return [.. devices.Select(device => device.ToRecord(activities.GetValueOrDefault(device.DeviceKey), Newest(byDevice[device.DeviceKey])))];

        Task<IEnumerable<T>> QueryAsync<T>(string sql) => connection.QueryAsync<T>(new CommandDefinition(sql, new { deviceId }, snapshot, cancellationToken: cancel));
    }

    /// <summary>When a device has sent readings, with what is not folded in yet; null for never.</summary>
    public static async Task<long?> LastUploadAsync(WriteScope scope, int deviceKey, CancellationToken cancel)
    {
        var known = await scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(LastUpload, new { deviceKey }, scope.Transaction, cancellationToken: cancel));
        var (pending, _) = await PendingDeltas.ReadAsync(scope.Connection, scope.Transaction, deviceKey, cancel);
        return pending.Activities.Aggregate(known, (latest, activity) => Activity.Latest(latest, activity.UploadMs));
    }

    /// <summary>The newest of each sensor, by name; of equal time the one that came later in the list.</summary>
    private static IReadOnlyList<LastValue> Newest(IEnumerable<ValueRow> values)
    {
        SortedDictionary<string, ValueRow> newest = new(StringComparer.Ordinal);
        foreach (var value in values)
        {
            if (!newest.TryGetValue(value.Sensor, out var known) || value.TimeMs >= known.TimeMs) newest[value.Sensor] = value;
        }

        return [.. newest.Values.Select(value => value.ToRecord())];
    }

    private sealed class Row
    {
        public int DeviceKey { get; init; }
        public string DeviceId { get; init; } = "";
        public bool IsOnline { get; init; }
        public string Status { get; init; } = "";
        public long FirstSeenMs { get; init; }
        public long? LastSeenMs { get; init; }
        public long? LastHeartbeatMs { get; init; }
        public long? LastUploadMs { get; init; }
        public string? Boot { get; init; }
        public long Session { get; init; }
        public string? ReportJson { get; init; }
        public string? InfoJson { get; init; }
        public string? HeartbeatJson { get; init; }
        public double? Latitude { get; init; }
        public double? Longitude { get; init; }
        public string State { get; init; } = "";

        public DeviceRecord ToRecord(in Activity pending, IReadOnlyList<LastValue> values)
        {
            GeoPoint? location = Latitude is { } latitude && Longitude is { } longitude ? new GeoPoint(latitude, longitude) : null;
            return new DeviceRecord(
                DeviceId, IsOnline, Status, FirstSeenMs, Activity.Latest(LastSeenMs, pending.SeenMs), LastHeartbeatMs, Activity.Latest(LastUploadMs, pending.UploadMs), Boot, Session, ReportJson, InfoJson, HeartbeatJson, location, values, AdmissionText.Parse(State));
        }
    }

    private sealed class ValueRow
    {
        public int DeviceKey { get; init; }
        public string Sensor { get; init; } = "";
        public double Value { get; init; }
        public string? Unit { get; init; }
        public long TimeMs { get; init; }
        public TimeQuality Quality { get; init; }

        public static ValueRow Of(in ShownValue value, NameRow name) =>
            new() { DeviceKey = value.DeviceKey, Sensor = name.Name, Value = value.Value, Unit = name.Unit.Length == 0 ? null : name.Unit, TimeMs = value.TimeMs, Quality = value.Quality };

        public LastValue ToRecord() => new(Sensor, Value, Unit, TimeMs, Quality);
    }

    private sealed class NameRow
    {
        public int SensorKey { get; init; }
        public string Name { get; init; } = "";
        public string Unit { get; init; } = "";
    }
}
