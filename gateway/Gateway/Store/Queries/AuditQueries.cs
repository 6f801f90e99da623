using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Security.Audit;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>The audit log: rows are added and, beyond an age and a number, removed; none is ever changed.</summary>
internal static class AuditQueries
{
    private const string Insert =
        """
        INSERT INTO audit (at_ms, actor, means, address, action, subject, detail, outcome)
        VALUES (@AtMs, @Actor, @Means, @Address, @Action, @Subject, @Detail, @Outcome)
        """;

    private const string Select =
        """
        SELECT audit_id AS Id, at_ms AS AtMs, actor AS Actor, means AS Means, address AS Address, action AS Action, subject AS Subject, detail AS Detail, outcome AS Outcome
        FROM audit
        WHERE {0}
        ORDER BY audit_id DESC
        LIMIT @limit
        """;

    private const string Trim =
        "DELETE FROM audit WHERE audit_id <= (SELECT audit_id FROM audit ORDER BY audit_id DESC LIMIT 1 OFFSET @rows)";

    private const string TrimFailed =
        """
        DELETE FROM audit
        WHERE outcome <> 0 AND audit_id <= (SELECT audit_id FROM audit WHERE outcome <> 0 ORDER BY audit_id DESC LIMIT 1 OFFSET @rows)
        """;

    public static Task<int> AddAsync(WriteScope scope, AuditRecord record, CancellationToken cancel) => ExecuteAsync(
        scope, Insert, new { record.AtMs, record.Actor, record.Means, record.Address, record.Action, record.Subject, record.Detail, Outcome = (int)record.Outcome }, cancel);

    public static async Task<IReadOnlyList<AuditRecord>> ListAsync(DbConnection connection, AuditFilter filter, long? beforeId, int limit, CancellationToken cancel)
    {
        List<string> where = ["audit_id < @before"];
        if (filter.Actor is not null) where.Add("actor = @Actor");
        if (filter.Action is not null) where.Add("(action = @Action OR substr(action, 1, @length) = @prefix)");
        if (filter.Subject is not null) where.Add("subject = @Subject");
        var prefix = filter.Action + ".";
        var arguments = new { before = beforeId ?? long.MaxValue, limit, filter.Actor, filter.Action, filter.Subject, prefix, length = prefix.Length };
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(string.Format(null, Select, string.Join(" AND ", where)), arguments, cancellationToken: cancel));
        return [.. rows.Select(row => row.ToRecord())];
    }

    public static async Task<int> PurgeAsync(WriteScope scope, long beforeMs, int rows, CancellationToken cancel) =>
        await ExecuteAsync(scope, "DELETE FROM audit WHERE at_ms < @beforeMs", new { beforeMs }, cancel)
        + await ExecuteAsync(scope, TrimFailed, new { rows = rows / 4 }, cancel)
        + await ExecuteAsync(scope, Trim, new { rows }, cancel);

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));

    private sealed class Row
    {
        public long Id { get; init; }
        public long AtMs { get; init; }
        public string Actor { get; init; } = "";
        public string Means { get; init; } = "";
        public string? Address { get; init; }
        public string Action { get; init; } = "";
        public string? Subject { get; init; }
        public string? Detail { get; init; }
        public AuditOutcome Outcome { get; init; }

        public AuditRecord ToRecord() => new(Id, AtMs, Actor, Means, Address, Action, Subject, Detail, Outcome);
    }
}
