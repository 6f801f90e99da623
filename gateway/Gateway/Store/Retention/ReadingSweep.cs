using Dapper;

namespace Nanofleet.Gateway.Store.Retention;

/// <summary>
/// Removes single readings from a table that holds all times, the oldest first, some at a time. SQLite's file keeps its
/// size and fills the free pages with what comes next.
/// </summary>
internal static class ReadingSweep
{
    private const int MostReadings = 2_000;

    /// <summary>Where to go on; null at the end.</summary>
    public static async Task<SweepCursor?> StepAsync(WriteScope scope, string table, long beforeMs, SweepCursor after, CancellationToken cancel)
    {
        var arguments = new { after.FromMs, beforeMs, Skip = MostReadings - 1 };
        var last = await scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"SELECT time_ms FROM {table} WHERE time_ms >= @FromMs AND time_ms < @beforeMs ORDER BY time_ms LIMIT 1 OFFSET @Skip", arguments, scope.Transaction, cancellationToken: cancel));
        var until = last is null ? beforeMs : last.Value + 1; // all of one time go together, however many
        await scope.Connection.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM {table} WHERE time_ms >= @FromMs AND time_ms < @until AND arrival_ms < @beforeMs", new { after.FromMs, until, beforeMs }, scope.Transaction, cancellationToken: cancel));
        return last is null ? null : after with { FromMs = until };
    }
}
