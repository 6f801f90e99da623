using System.Data.Common;
using Dapper;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store.Batch;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>What was refused: kept once with a count, within a cap. What the cap pushes out is counted too.</summary>
internal sealed class QuarantineQueries(int mostRows)
{
    private const string EvictedCounter = "quarantine_evicted";

    private const string Add =
        """
        INSERT INTO quarantine (fingerprint, device_id, topic, payload, reason, sentence, contract, first_seen_ms, last_seen_ms, count)
        VALUES (@Fingerprint, @DeviceId, @Topic, @Payload, @Reason, @Sentence, @Contract, @ArrivalMs, @ArrivalMs, 1)
        ON CONFLICT (fingerprint) DO UPDATE
        SET count = quarantine.count + 1,
            last_seen_ms = CASE WHEN excluded.last_seen_ms > quarantine.last_seen_ms THEN excluded.last_seen_ms ELSE quarantine.last_seen_ms END
        """;

    private const string Evict =
        """
        DELETE FROM quarantine
        WHERE id IN (SELECT id FROM quarantine ORDER BY last_seen_ms DESC, id DESC LIMIT 1000000000 OFFSET @mostRows)
        """;

    private const string CountEvicted =
        """
        INSERT INTO counters (name, value) VALUES (@name, @evicted)
        ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
        """;

    private const string Select =
        """
        SELECT id AS Id, device_id AS DeviceId, topic AS Topic, payload AS Payload, reason AS Reason, sentence AS Sentence, contract AS Contract,
               first_seen_ms AS FirstSeenMs, last_seen_ms AS LastSeenMs, count AS Count
        FROM quarantine ORDER BY last_seen_ms DESC, id DESC LIMIT @limit
        """;

    private const string SelectCounts =
        """
        SELECT (SELECT COUNT(*) FROM quarantine) AS Rows, COALESCE((SELECT value FROM counters WHERE name = @name), 0) AS Evicted
        """;

    public async Task AddAsync(WriteScope scope, IReadOnlyList<NewQuarantine> rows, CancellationToken cancel)
    {
        await scope.Tables.LockQuarantineAsync(cancel);
        var arguments = rows.Select(row => new
        {
            row.Fingerprint,
            row.DeviceId,
            row.Topic,
            row.Payload,
            row.Reason,
            row.Sentence,
            Contract = Limits.ContractVersion,
            row.ArrivalMs,
        });
        await ExecuteAsync(scope, Add, arguments, cancel);
        var evicted = (long)await ExecuteAsync(scope, Evict, new { mostRows }, cancel);
        if (evicted > 0) await ExecuteAsync(scope, CountEvicted, new { name = EvictedCounter, evicted }, cancel);
    }

    /// <summary>The last seen first.</summary>
    public static async Task<IReadOnlyList<QuarantineRecord>> ListAsync(DbConnection connection, int limit, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select, new { limit }, cancellationToken: cancel));
        return [.. rows.Select(row => row.ToRecord())];
    }

    public static async Task<QuarantineCounts> CountAsync(DbConnection connection, CancellationToken cancel)
    {
        var counts = await connection.QuerySingleAsync<CountsRow>(new CommandDefinition(SelectCounts, new { name = EvictedCounter }, cancellationToken: cancel));
        return new QuarantineCounts(counts.Rows, counts.Evicted);
    }

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));

    private sealed class CountsRow
    {
        public long Rows { get; init; }
        public long Evicted { get; init; }
    }

    private sealed class Row
    {
        public long Id { get; init; }
        public string? DeviceId { get; init; }
        public string Topic { get; init; } = "";
        public byte[] Payload { get; init; } = [];
        public string Reason { get; init; } = "";
        public string Sentence { get; init; } = "";
        public int Contract { get; init; }
        public long FirstSeenMs { get; init; }
        public long LastSeenMs { get; init; }
        public long Count { get; init; }

        public QuarantineRecord ToRecord() => new(Id, DeviceId, Topic, Payload, Reason, Sentence, Contract, FirstSeenMs, LastSeenMs, Count);
    }
}
