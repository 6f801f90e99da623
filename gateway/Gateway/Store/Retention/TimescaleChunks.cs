using Dapper;

namespace Nanofleet.Gateway.Store.Retention;

/// <summary>
/// The chunks of readings with TimescaleDB, a day each, which the extension makes by itself. One that is too old is dropped as a whole, unless
/// some of it came late and has to stay for longer.
/// </summary>
internal static class TimescaleChunks
{
    private const string SelectOldest =
        """
        SELECT range_start_integer AS FromMs, range_end_integer AS ToMs
        FROM timescaledb_information.chunks
        WHERE hypertable_schema = current_schema() AND hypertable_name = 'readings' AND range_start_integer >= @FromMs AND range_end_integer <= @beforeMs
        ORDER BY range_start_integer LIMIT 1
        """;

    /// <summary>Asked of the hypertable: a chunk alone does not show what of it is compressed.</summary>
    private const string HasLateOnes = "SELECT EXISTS (SELECT FROM readings WHERE time_ms >= @FromMs AND time_ms < @ToMs AND arrival_ms >= @beforeMs)";

    /// <summary>Looks at one chunk. Where to go on; null at the end.</summary>
    public static async Task<SweepCursor?> SweepAsync(WriteScope scope, long beforeMs, SweepCursor after, CancellationToken cancel)
    {
        var oldest = await scope.Connection.QuerySingleOrDefaultAsync<Chunk>(Command(scope, SelectOldest, new { after.FromMs, beforeMs }, cancel));
        if (oldest is null) return null;
        var hasLateOnes = await scope.Connection.ExecuteScalarAsync<bool>(Command(scope, HasLateOnes, new { oldest.FromMs, oldest.ToMs, beforeMs }, cancel));
        if (!hasLateOnes)
        {
            await PostgresDays.LockAsync(scope, cancel);
            await scope.Connection.ExecuteAsync(Command(scope, "SELECT drop_chunks('readings', newer_than => @FromMs, older_than => @ToMs)", new { oldest.FromMs, oldest.ToMs }, cancel));
        }

        return after with { FromMs = oldest.ToMs };
    }

    private static CommandDefinition Command(WriteScope scope, string sql, object? arguments, CancellationToken cancel) =>
        new(sql, arguments, scope.Transaction, cancellationToken: cancel);

    private sealed record Chunk(long FromMs, long ToMs);
}
