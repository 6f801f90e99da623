using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>
/// Between which times a device has readings at all. They lie by time among those of the whole fleet: without bounds, a
/// device that is long silent, or the end of a list, would cost a search through everything that others sent since or before.
/// </summary>
internal static class ReadingBounds
{
    private const long ShortMs = 3_600_000;

    private const string Newest = "SELECT MAX(time_ms) FROM last_values WHERE device_key = @deviceKey AND (@Sensor IS NULL OR sensor = @Sensor)";

    private const string OldestDay = "SELECT MIN(bucket_ms) FROM readings_day WHERE device_key = @deviceKey";

    /// <summary>The part of a query's range in which there can be readings.</summary>
    public static async Task<(long FromMs, long ToMs)> OfAsync(DbConnection connection, DbTransaction snapshot, int deviceKey, ReadingQuery query, CancellationToken cancel)
    {
        var (pending, isAll) = await PendingDeltas.ReadAsync(connection, snapshot, deviceKey, cancel);
        if (!isAll) return (query.FromMs, query.ToMs);
        var known = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(Newest, new { deviceKey, query.Sensor }, snapshot, cancellationToken: cancel));
        var minutes = pending.Rows(RollupLevel.Minute); // of any sensor
        var newest = minutes.Aggregate(known, (latest, row) => Activity.Latest(latest, row.Summary.LastMs));
        var to = newest is { } last && last < query.ToMs ? last + 1 : query.ToMs;
        if (to - ShortMs < query.FromMs) return (query.FromMs, to); // the question for the oldest is not worth it
        return (Math.Max(query.FromMs, await OldestAsync(connection, snapshot, deviceKey, minutes, cancel)), to);
    }

    /// <summary>The day of the oldest reading, as the rollups know it: they go further back than single readings.</summary>
    private static async Task<long> OldestAsync(DbConnection connection, DbTransaction snapshot, int deviceKey, IReadOnlyList<RollupRow> minutes, CancellationToken cancel)
    {
        var day = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(OldestDay, new { deviceKey }, snapshot, cancellationToken: cancel));
        var oldest = minutes.Select(row => row.BucketMs).Append(day ?? long.MaxValue).Min();
        return oldest == long.MaxValue ? long.MinValue : oldest;
    }
}
