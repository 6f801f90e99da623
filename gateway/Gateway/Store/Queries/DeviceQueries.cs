using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Devices with their last values, as the API and the pages show them.</summary>
internal static class DeviceQueries
{
    private const string Columns =
        """
        SELECT device_key AS DeviceKey, device_id AS DeviceId, is_online AS IsOnline, status AS Status, first_seen_ms AS FirstSeenMs,
               last_seen_ms AS LastSeenMs, last_heartbeat_ms AS LastHeartbeatMs, last_upload_ms AS LastUploadMs, boot AS Boot,
               session AS Session, report_json AS ReportJson, info_json AS InfoJson, heartbeat_json AS HeartbeatJson,
               latitude AS Latitude, longitude AS Longitude, state AS State
        FROM devices
        """;

    private const string LastValues =
        """
        SELECT v.device_key AS DeviceKey, v.sensor AS Sensor, v.value AS Value, v.unit AS Unit, v.time_ms AS TimeMs, v.quality AS Quality
        FROM last_values v
        """;

    /// <summary>A decision that is older than what the device has said since comes too late and changes nothing.</summary>
    private const string SetOnline =
        """
        UPDATE devices
        SET is_online = CASE WHEN @atMs >= status_ms THEN @online ELSE is_online END,
            status = CASE WHEN @atMs >= status_ms THEN @status ELSE status END
        WHERE device_id = @deviceId
        """;

    private const string SetAdmission =
        """
        INSERT INTO devices (device_id, first_seen_ms, state) VALUES (@deviceId, @nowMs, @state)
        ON CONFLICT (device_id) DO UPDATE SET state = excluded.state
        """;

    private const string CountPending = "SELECT COUNT(*) FROM devices WHERE state = 'pending'";

    public static Task<int> SetAdmissionAsync(WriteScope scope, string deviceId, Admission admission, long nowMs, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(SetAdmission, new { deviceId, nowMs, state = AdmissionText.Of(admission) }, scope.Transaction, cancellationToken: cancel));

    public static Task<int> CountPendingAsync(WriteScope scope, CancellationToken cancel) =>
        scope.Connection.ExecuteScalarAsync<int>(new CommandDefinition(CountPending, transaction: scope.Transaction, cancellationToken: cancel));

    /// <summary>All devices by name, or the one asked for.</summary>
    public static async Task<IReadOnlyList<DeviceRecord>> ListAsync(DbConnection connection, string? deviceId, CancellationToken cancel)
    {
        var (where, valuesOf) = deviceId is null
            ? (" ORDER BY device_id", " ORDER BY v.device_key, v.sensor")
            : (" WHERE device_id = @deviceId", " JOIN devices d ON d.device_key = v.device_key WHERE d.device_id = @deviceId ORDER BY v.sensor");
        var devices = await connection.QueryAsync<Row>(new CommandDefinition(Columns + where, new { deviceId }, cancellationToken: cancel));
        var values = await connection.QueryAsync<ValueRow>(new CommandDefinition(LastValues + valuesOf, new { deviceId }, cancellationToken: cancel));
        var byDevice = values.ToLookup(value => value.DeviceKey, value => value.ToRecord());
        return [.. devices.Select(device => device.ToRecord([.. byDevice[device.DeviceKey]]))];
    }

    public static async Task<bool> SetOnlineAsync(WriteScope scope, string deviceId, bool online, string status, long atMs, CancellationToken cancel) =>
        await scope.Connection.ExecuteAsync(new CommandDefinition(SetOnline, new { deviceId, online, status, atMs }, scope.Transaction, cancellationToken: cancel)) > 0;

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

        public DeviceRecord ToRecord(IReadOnlyList<LastValue> values)
        {
            GeoPoint? location = Latitude is { } latitude && Longitude is { } longitude ? new GeoPoint(latitude, longitude) : null;
            return new DeviceRecord(
                DeviceId, IsOnline, Status, FirstSeenMs, LastSeenMs, LastHeartbeatMs, LastUploadMs, Boot, Session, ReportJson, InfoJson, HeartbeatJson, location, values, AdmissionText.Parse(State));
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

        public LastValue ToRecord() => new(Sensor, Value, Unit, TimeMs, Quality);
    }
}
