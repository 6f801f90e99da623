using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Numbers that belong to no device: kept in the transaction of what they count.</summary>
internal static class CounterQueries
{
    private const string RejectedPrefix = "rejected_";

    private const string Add =
        """
        INSERT INTO counters (name, value) VALUES (@name, @more)
        ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
        """;

    public static Task AddAsync(WriteScope scope, string name, long more, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(Add, new { name, more }, scope.Transaction, cancellationToken: cancel));

    /// <summary>In one order for all gateways: they would otherwise wait for each other in a circle.</summary>
    public static async Task AddRejectedAsync(WriteScope scope, IReadOnlyDictionary<string, long> reasons, CancellationToken cancel)
    {
        foreach (var (reason, more) in reasons.OrderBy(reason => reason.Key, StringComparer.Ordinal)) await AddAsync(scope, RejectedPrefix + reason, more, cancel);
    }

    public static async Task<IReadOnlyDictionary<string, long>> RejectedAsync(DbConnection connection, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"SELECT name AS Name, value AS Value FROM counters WHERE name LIKE '{RejectedPrefix}%' ORDER BY name", cancellationToken: cancel));
        return rows.ToDictionary(row => row.Name[RejectedPrefix.Length..], row => row.Value);
    }

    private sealed class Row
    {
        public string Name { get; init; } = "";
        public long Value { get; init; }
    }
}
