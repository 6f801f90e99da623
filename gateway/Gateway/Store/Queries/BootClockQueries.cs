using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Store.Batch;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>When boots began, and the readings that wait to be told. Touched only by messages that say something new of a clock.</summary>
internal static class BootClockQueries
{
    private const string Find = "SELECT started_ms FROM boot_clocks WHERE device_key = @deviceKey AND boot = @boot";

    private const string Save =
        """
        INSERT INTO boot_clocks (device_key, boot, started_ms) VALUES (@DeviceKey, @Boot, @StartedMs)
        ON CONFLICT (device_key, boot) DO UPDATE SET started_ms = excluded.started_ms
        """;

    private const string Waiting =
        """
        SELECT id AS Id, device_key AS DeviceKey, boot AS Boot, sensor_key AS SensorKey, sensor AS Sensor, unit AS Unit, uptime_ms AS UptimeMs, value AS Value, arrival_ms AS ArrivalMs
        FROM unplaced WHERE device_key = @deviceKey AND boot = @boot ORDER BY id
        """;

    private const string Add =
        """
        INSERT INTO unplaced (device_key, boot, sensor_key, sensor, unit, uptime_ms, value, arrival_ms)
        VALUES (@DeviceKey, @Boot, @SensorKey, @Sensor, @Unit, @UptimeMs, @Value, @ArrivalMs)
        """;

    private const string Boots =
        """
        SELECT DISTINCT d.device_id AS DeviceId, u.boot AS Boot FROM unplaced u JOIN devices d ON d.device_key = u.device_key
        WHERE u.arrival_ms < @beforeMs ORDER BY d.device_id, u.boot LIMIT @limit
        """;

    public static async Task<long?> FindAsync(WriteScope scope, int deviceKey, string boot, CancellationToken cancel) =>
        await scope.Connection.ExecuteScalarAsync<long?>(Command(scope, Find, new { deviceKey, boot }, cancel));

    public static async Task<IReadOnlyList<UnplacedReading>> WaitingAsync(WriteScope scope, int deviceKey, string boot, CancellationToken cancel) =>
        [.. (await scope.Connection.QueryAsync<Row>(Command(scope, Waiting, new { deviceKey, boot }, cancel))).Select(row => row.ToReading())];

    public static async Task WriteAsync(WriteScope scope, ClockPlan plan, CancellationToken cancel)
    {
        await scope.Connection.ExecuteAsync(Command(scope, Save, plan.Learnt.Select(clock => new { clock.Key.DeviceKey, clock.Key.Boot, StartedMs = clock.Value }), cancel));
        await scope.Connection.ExecuteAsync(Command(scope, Add, plan.Waiting, cancel));
        await scope.Connection.ExecuteAsync(Command(scope, "DELETE FROM unplaced WHERE id = @id", plan.Placed.Select(id => new { id }), cancel));
    }

    public static async Task<IReadOnlyList<(string DeviceId, string Boot)>> BootsAsync(DbConnection connection, long beforeMs, int limit, CancellationToken cancel) =>
        [.. await connection.QueryAsync<(string, string)>(new CommandDefinition(Boots, new { beforeMs, limit }, cancellationToken: cancel))];

    private static CommandDefinition Command(WriteScope scope, string sql, object arguments, CancellationToken cancel) => new(sql, arguments, scope.Transaction, cancellationToken: cancel);

    private sealed class Row
    {
        public long Id { get; init; }
        public int DeviceKey { get; init; }
        public string Boot { get; init; } = "";
        public int SensorKey { get; init; }
        public string Sensor { get; init; } = "";
        public string? Unit { get; init; }
        public long UptimeMs { get; init; }
        public double Value { get; init; }
        public long ArrivalMs { get; init; }

        public UnplacedReading ToReading() => new(Id, DeviceKey, Boot, SensorKey, Sensor, Unit, UptimeMs, Value, ArrivalMs);
    }
}
