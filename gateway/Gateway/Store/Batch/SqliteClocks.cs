using Microsoft.Data.Sqlite;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>Clocks of boots, and the readings that wait for them, on SQLite: a statement per row, prepared once.</summary>
internal sealed class SqliteClocks(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _find = new(connection, "SELECT started_ms FROM boot_clocks WHERE device_key = $1 AND boot = $2");

    private readonly SqliteStatement _waiting = new(
        connection,
        "SELECT id, sensor_key, sensor, unit, uptime_ms, value, arrival_ms FROM unplaced WHERE device_key = $1 AND boot = $2 AND id > $3 ORDER BY id LIMIT 1");

    private readonly SqliteStatement _save = new(
        connection,
        "INSERT INTO boot_clocks (device_key, boot, started_ms) VALUES ($1, $2, $3) ON CONFLICT (device_key, boot) DO UPDATE SET started_ms = excluded.started_ms");

    private readonly SqliteStatement _add = new(
        connection,
        "INSERT INTO unplaced (device_key, boot, sensor_key, sensor, unit, uptime_ms, value, arrival_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

    private readonly SqliteStatement _remove = new(connection, "DELETE FROM unplaced WHERE id = $1");

    public ClockPlan Load(IReadOnlyList<BootOf> boots)
    {
        Dictionary<(int, string), long> known = [];
        List<UnplacedReading> waiting = [];
        foreach (var (device, boot, mayBeWaitedFor) in boots)
        {
            if (_find.First(row => (long?)row.Number(0), device, boot) is { } startedMs) known.Add((device, boot), startedMs);
            if (mayBeWaitedFor) AddWaiting(waiting, device, boot);
        }

        return new ClockPlan(known, waiting);
    }

    public void Write(ClockPlan plan)
    {
        foreach (var ((device, boot), startedMs) in plan.Learnt) _save.Run(device, boot, startedMs);
        foreach (var reading in plan.Waiting) _add.Run(reading.DeviceKey, reading.Boot, reading.SensorKey, reading.Sensor, reading.Unit, reading.UptimeMs, reading.Value, reading.ArrivalMs);
        foreach (var id in plan.Placed) _remove.Run(id);
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_find, _waiting, _save, _add, _remove]) statement.Dispose();
    }

    private void AddWaiting(List<UnplacedReading> waiting, int device, string boot)
    {
        for (var after = 0L; Next(after) is { } reading; after = reading.Id) waiting.Add(reading);

        UnplacedReading? Next(long after) => _waiting.First(
            row => new UnplacedReading(row.Number(0), device, boot, (int)row.Number(1), row.Text(2), row.TextOrNull(3), row.Number(4), row.RealOrNull(5)!.Value, row.Number(6)),
            device,
            boot,
            after);
    }
}
