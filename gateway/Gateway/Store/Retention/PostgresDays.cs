using System.Globalization;
using Dapper;

namespace Nanofleet.Gateway.Store.Retention;

/// <summary>
/// The days of readings on PostgreSQL: partitions are made ahead, and a day that is too old is dropped as a whole, unless
/// some of it came late and has to stay for longer. Readings for whose time there is no partition lie in readings_other until their day is made or they are too old themselves.
/// With TimescaleDB there are chunks instead (<see cref="TimescaleChunks"/>).
/// </summary>
internal static class PostgresDays
{
    /// <summary>The partition of all times whose day has none.</summary>
    public const string Other = "readings_other";

    private const long DayMs = 86_400_000;

    /// <summary>So many days are ready beforehand: a clock may be a day ahead, and upkeep may fail for a while.</summary>
    private const long Ahead = 3;

    /// <summary>"partitns" in ASCII: the advisory lock of whoever changes partitions.</summary>
    private const long PartitionLock = 0x7061727469746E73;

    /// <summary>Days for which readings come late get a partition up to this age; what is older, or stranger, shares one.</summary>
    private const long LongestLate = 1_000;

    private const string IsPartitioned = "SELECT relkind = 'p' FROM pg_class WHERE oid = 'readings'::regclass";

    /// <summary>Days ahead, and those that readings came for without a partition.</summary>
    private const string SelectMissing =
        """
        SELECT day FROM (
            SELECT generate_series(@today - 1, @today + @Ahead) AS day
            UNION SELECT DISTINCT time_ms / 86400000 FROM readings_other WHERE time_ms >= (@today - @LongestLate) * 86400000 AND time_ms < (@today + @Ahead) * 86400000) AS wanted
        WHERE to_regclass('readings_' || to_char(to_timestamp(day * 86400) AT TIME ZONE 'UTC', 'YYYYMMDD')) IS NULL
        ORDER BY day DESC LIMIT 1
        """;

    private const string SelectOldest =
        """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'readings'::regclass AND c.relname ~ '^readings_[0-9]{8}$' AND c.relname > @Day AND c.relname < 'readings_' || to_char(to_timestamp(@beforeMs / 1000) AT TIME ZONE 'UTC', 'YYYYMMDD')
        ORDER BY c.relname LIMIT 1
        """;

    private const string HasLateOnes = "SELECT EXISTS (SELECT FROM {0} WHERE arrival_ms >= @beforeMs)";

    /// <summary>Makes one day that is missing; false when none is.</summary>
    public static async Task<bool> AddAsync(WriteScope scope, long nowMs, CancellationToken cancel)
    {
        if (!await scope.Connection.ExecuteScalarAsync<bool>(Command(scope, IsPartitioned, null, cancel))) return false;
        await LockAsync(scope, cancel);
        var missing = await scope.Connection.ExecuteScalarAsync<long?>(Command(scope, SelectMissing, new { today = nowMs / DayMs, LongestLate, Ahead }, cancel));
        if (missing is null) return false;
        return await scope.Connection.ExecuteScalarAsync<bool>(Command(scope, "SELECT readings_add_day(@missing)", new { missing }, cancel));
    }

    /// <summary>Where to go on; null at the end. The cursor's time is that of the oldest day not looked at.</summary>
    public static async Task<SweepCursor?> SweepAsync(WriteScope scope, long beforeMs, SweepCursor after, CancellationToken cancel)
    {
        if (!await scope.Connection.ExecuteScalarAsync<bool>(Command(scope, IsPartitioned, null, cancel))) return await TimescaleChunks.SweepAsync(scope, beforeMs, after, cancel);
        if (after.IsInOther) return await ReadingSweep.StepAsync(scope, Other, beforeMs, after, cancel);
        var oldest = await scope.Connection.ExecuteScalarAsync<string?>(Command(scope, SelectOldest, new { beforeMs, after.Day }, cancel));
        if (oldest is null) return new SweepCursor { IsInOther = true };
        if (!await scope.Connection.ExecuteScalarAsync<bool>(Command(scope, string.Format(CultureInfo.InvariantCulture, HasLateOnes, oldest), new { beforeMs }, cancel)))
        {
            await LockAsync(scope, cancel);
            await scope.Connection.ExecuteAsync(Command(scope, $"DROP TABLE IF EXISTS {oldest}", null, cancel));
        }

        return after with { Day = oldest };
    }

    /// <summary>Whoever waits for a whole table holds up all who come after: better to try again in an hour.</summary>
    public static Task LockAsync(WriteScope scope, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(Command(scope, "SET LOCAL lock_timeout = '1s'; SELECT pg_advisory_xact_lock(@PartitionLock)", new { PartitionLock }, cancel));

    private static CommandDefinition Command(WriteScope scope, string sql, object? arguments, CancellationToken cancel) =>
        new(sql, arguments, scope.Transaction, cancellationToken: cancel);
}
