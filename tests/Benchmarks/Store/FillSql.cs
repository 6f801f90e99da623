namespace Nanofleet.Benchmarks.Store;

/// <summary>
/// A past for a database, made inside it: readings of twenty devices with three sensors each, spread over the year before, and the
/// rollups that belong to them.
/// </summary>
internal static class FillSql
{
    private const int Devices = 20;
    private const int Sensors = 3;
    private const long DayMs = 86_400_000;

    private static long End => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / DayMs * DayMs;

    private static long Begin => End - (365 * DayMs);

    public static IEnumerable<string> Sqlite(int rows, int devices)
    {
        yield return $"INSERT OR IGNORE INTO devices (device_id, first_seen_ms) SELECT printf('board-%06d', n), 1 FROM ({SqliteNumbers(Math.Max(devices, Devices))})";
        yield return "INSERT OR IGNORE INTO sensors (name, unit) VALUES ('temperature', '°C'), ('humidity', '%'), ('light', 'lx')";
        if (rows == 0) yield break;
        yield return
            $"""
            INSERT INTO readings (time_ms, device_key, sensor_key, value, quality, arrival_ms)
            SELECT {Time(rows)}, 1 + n / {Sensors} % {Devices}, 1 + n % {Sensors}, 20 + n % 100 * 0.01, 0, {Time(rows)} FROM ({SqliteNumbers(rows)})
            """;
        foreach (var (table, length) in Levels) yield return $"INSERT INTO {table} SELECT 1 + d.n, 1 + s.n, {Begin} + b.n * {length}, 9, 20, 21, 180.0, 20.5, {Begin} + b.n * {length} + {length - 1} FROM ({SqliteNumbers(Devices)}) d, ({SqliteNumbers(Sensors)}) s, ({SqliteNumbers(365 * DayMs / length)}) b";
        yield return "PRAGMA wal_checkpoint(TRUNCATE)";
    }

    public static IEnumerable<string> Postgres(int rows, int devices)
    {
        yield return $"INSERT INTO devices (device_id, first_seen_ms) SELECT 'board-' || lpad(n::text, 6, '0'), 1 FROM generate_series(0, {Math.Max(devices, Devices) - 1}) n ON CONFLICT DO NOTHING";
        yield return "INSERT INTO sensors (name, unit) VALUES ('temperature', '°C'), ('humidity', '%'), ('light', 'lx') ON CONFLICT DO NOTHING";
        if (rows == 0) yield break;
        yield return $"SELECT readings_add_day(day) FROM generate_series({Begin / DayMs}, {End / DayMs}) day";
        yield return
            $"""
            INSERT INTO readings (time_ms, device_key, sensor_key, value, quality, arrival_ms)
            SELECT {Time(rows)}, 1 + n / {Sensors} % {Devices}, 1 + n % {Sensors}, 20 + n % 100 * 0.01, 0, {Time(rows)} FROM generate_series(0::bigint, {rows - 1}) n
            """;
        foreach (var (table, length) in Levels) yield return $"INSERT INTO {table} SELECT 1 + d, 1 + s, {Begin} + b * {length}, 9, 20, 21, 180.0, 20.5, {Begin} + b * {length} + {length - 1} FROM generate_series(0, {Devices - 1}) d, generate_series(0, {Sensors - 1}) s, generate_series(0::bigint, {(365 * DayMs / length) - 1}) b";
        yield return "VACUUM ANALYZE";
    }

    private static (string Table, long Length)[] Levels => [("readings_minute", 60_000), ("readings_hour", 3_600_000), ("readings_day", DayMs)];

    private static string Time(int rows) => FormattableString.Invariant($"{Begin} + CAST(n * {(End - Begin) / (double)rows} AS bigint)");

    private static string SqliteNumbers(long count) => $"WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count - 1}) SELECT n FROM numbers";
}
