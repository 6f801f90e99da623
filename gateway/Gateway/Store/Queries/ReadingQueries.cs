using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>
/// Readings of a device, newest first and page by page. Readings of equal time and sensor come in the order in which they
/// arrived, so one that arrives between two pages does not move those already shown.
/// </summary>
internal static class ReadingQueries
{
    private const string Select =
        """
        SELECT s.name AS Sensor, r.value AS Value, NULLIF(s.unit, '') AS Unit, r.time_ms AS TimeMs, r.arrival_ms AS ArrivalMs, r.quality AS Quality
        FROM readings r JOIN sensors s ON s.sensor_key = r.sensor_key
        WHERE r.device_key = @deviceKey AND r.time_ms >= @fromMs AND r.time_ms < @toMs
        """;

    private const string DeviceKey = "SELECT device_key FROM devices WHERE device_id = @DeviceId";

    private const string OfSensor = " AND s.name = @Sensor";

    private const string After = " AND r.time_ms <= @AfterMs AND (r.time_ms < @AfterMs OR s.name >= @AfterSensor)";

    private const string Order = " ORDER BY r.time_ms DESC, s.name, r.arrival_ms, s.unit, r.value, r.quality LIMIT @Limit OFFSET @Skip";

    public static async Task<IReadOnlyList<StoredReading>> ListAsync(DbConnection connection, DbTransaction snapshot, ReadingQuery query, CancellationToken cancel)
    {
        var deviceKey = await connection.ExecuteScalarAsync<int?>(new CommandDefinition(DeviceKey, new { query.DeviceId }, snapshot, cancellationToken: cancel));
        if (deviceKey is null) return []; // or all of the time asked for would be searched for nobody
        var (fromMs, toMs) = await ReadingBounds.OfAsync(connection, snapshot, deviceKey.Value, query, cancel);
        var sql = Select + (query.Sensor is null ? "" : OfSensor) + (query.Before is null ? "" : After) + Order;
        var arguments = new
        {
            deviceKey,
            query.Sensor,
            fromMs,
            toMs,
            query.Limit,
            AfterMs = query.Before?.TimeMs,
            AfterSensor = query.Before?.Sensor,
            Skip = query.Before?.Skip ?? 0,
        };
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, arguments, snapshot, cancellationToken: cancel));
        return [.. rows.Select(row => new StoredReading(row.Sensor, row.Value, row.Unit, row.TimeMs, row.ArrivalMs, row.Quality))];
    }

    private sealed class Row
    {
        public string Sensor { get; init; } = "";
        public double Value { get; init; }
        public string? Unit { get; init; }
        public long TimeMs { get; init; }
        public long ArrivalMs { get; init; }
        public TimeQuality Quality { get; init; }
    }
}
