using Npgsql;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>Clocks of boots, and the readings that wait for them, on PostgreSQL: one round trip to read and one to write, however many boards start at once.</summary>
internal static class PostgresClocks
{
    private const string Find =
        "SELECT c.device_key, c.boot, c.started_ms FROM unnest($1::integer[], $2::text[]) AS wanted (device_key, boot) JOIN boot_clocks c USING (device_key, boot)";

    private const string Waiting =
        """
        SELECT u.id, u.device_key, u.boot, u.sensor_key, u.sensor, u.unit, u.uptime_ms, u.value, u.arrival_ms
        FROM unnest($1::integer[], $2::text[]) AS wanted (device_key, boot) JOIN unplaced u USING (device_key, boot) ORDER BY u.id
        """;

    private const string Save =
        """
        INSERT INTO boot_clocks (device_key, boot, started_ms) SELECT * FROM unnest($1::integer[], $2::text[], $3::bigint[])
        ON CONFLICT (device_key, boot) DO UPDATE SET started_ms = excluded.started_ms
        """;

    private const string Add =
        """
        INSERT INTO unplaced (device_key, boot, sensor_key, sensor, unit, uptime_ms, value, arrival_ms)
        SELECT * FROM unnest($1::integer[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::bigint[], $7::double precision[], $8::bigint[])
        """;

    public static async Task<ClockPlan> LoadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<BootOf> boots, CancellationToken cancel)
    {
        Dictionary<(int, string), long> known = [];
        List<UnplacedReading> waiting = [];
        List<BootOf> waitedFor = [.. boots.Where(boot => boot.MayBeWaitedFor)];
        await using var batch = new NpgsqlBatch(connection, transaction);
        BatchColumns.Add(batch, Find, BatchColumns.Of(boots, boot => boot.DeviceKey), BatchColumns.Of(boots, boot => boot.Boot));
        if (waitedFor.Count > 0) BatchColumns.Add(batch, Waiting, BatchColumns.Of(waitedFor, boot => boot.DeviceKey), BatchColumns.Of(waitedFor, boot => boot.Boot));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) known.Add((reader.GetInt32(0), reader.GetString(1)), reader.GetInt64(2));
        if (!await reader.NextResultAsync(cancel)) return new ClockPlan(known, waiting);
        while (await reader.ReadAsync(cancel))
        {
            var unit = await reader.IsDBNullAsync(5, cancel) ? null : reader.GetString(5);
            waiting.Add(new UnplacedReading(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), unit, reader.GetInt64(6), reader.GetDouble(7), reader.GetInt64(8)));
        }

        return new ClockPlan(known, waiting);
    }

    public static async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ClockPlan plan, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (plan.Learnt.Count > 0)
        {
            var learnt = plan.Learnt.OrderBy(clock => clock.Key.DeviceKey).ThenBy(clock => clock.Key.Boot, StringComparer.Ordinal).ToList(); // in one order for all gateways
            BatchColumns.Add(batch, Save, BatchColumns.Of(learnt, clock => clock.Key.DeviceKey), BatchColumns.Of(learnt, clock => clock.Key.Boot), BatchColumns.Of(learnt, clock => clock.Value));
        }

        List<UnplacedReading> added = [.. plan.Waiting];
        if (added.Count > 0)
        {
            BatchColumns.Add(
                batch,
                Add,
                BatchColumns.Of(added, reading => reading.DeviceKey),
                BatchColumns.Of(added, reading => reading.Boot),
                BatchColumns.Of(added, reading => reading.SensorKey),
                BatchColumns.Of(added, reading => reading.Sensor),
                BatchColumns.Of(added, reading => reading.Unit),
                BatchColumns.Of(added, reading => reading.UptimeMs),
                BatchColumns.Of(added, reading => reading.Value),
                BatchColumns.Of(added, reading => reading.ArrivalMs));
        }

        if (plan.Placed.Count > 0) BatchColumns.Add(batch, "DELETE FROM unplaced WHERE id = ANY ($1)", plan.Placed.ToArray());
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
