using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Boots whose readings wait for somebody to tell when they began.</summary>
internal static class BootClockQueries
{
    private const string Boots =
        """
        SELECT DISTINCT d.device_id AS DeviceId, u.boot AS Boot FROM unplaced u JOIN devices d ON d.device_key = u.device_key
        WHERE u.arrival_ms < @beforeMs ORDER BY d.device_id, u.boot LIMIT @limit
        """;

    public static async Task<IReadOnlyList<(string DeviceId, string Boot)>> BootsAsync(DbConnection connection, long beforeMs, int limit, CancellationToken cancel) =>
        [.. await connection.QueryAsync<(string, string)>(new CommandDefinition(Boots, new { beforeMs, limit }, cancellationToken: cancel))];
}
