using System.Data.Common;
using Dapper;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store.Batch;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>
/// What was refused: kept once with a count, within a cap of rows and of bytes. What the caps push out is counted too. A
/// row that waits for its device to be approved has a cap of its own and is never pushed out. A row that is replayed leaves in the transaction that stores its readings, or stays with its new reason.
/// </summary>
internal sealed class QuarantineQueries(StoreOptions options)
{
    private const int Everything = 1_000_000_000;
    private const string EvictedCounter = "quarantine_evicted";

    private const string Add =
        """
        INSERT INTO quarantine (fingerprint, device_id, topic, payload, reason, sentence, contract, first_seen_ms, last_seen_ms, count, part, boot, seq, time_ms, quality)
        VALUES (@Fingerprint, @DeviceId, @Topic, @Payload, @Reason, @Sentence, @Contract, @ArrivalMs, @ArrivalMs, 1, @Part, @Boot, @Seq, @TimeMs, @Quality)
        ON CONFLICT (fingerprint) DO UPDATE
        SET count = quarantine.count + 1,
            last_seen_ms = CASE WHEN excluded.last_seen_ms > quarantine.last_seen_ms THEN excluded.last_seen_ms ELSE quarantine.last_seen_ms END
        """;

    /// <summary>First and last seen and the count go on: it is the same message still.</summary>
    private const string Change =
        """
        UPDATE quarantine
        SET fingerprint = @Fingerprint, topic = @Topic, payload = @Payload, reason = @Reason, sentence = @Sentence, contract = @Contract,
            part = @Part, boot = @Boot, seq = @Seq, time_ms = @TimeMs, quality = @Quality
        WHERE id = @Takes AND NOT EXISTS (SELECT 1 FROM quarantine other WHERE other.fingerprint = @Fingerprint AND other.id <> @Takes)
        """;

    /// <summary>Where the same message with the same new reason lies there already, the two become one.</summary>
    private const string Merge =
        """
        UPDATE quarantine
        SET count = count + (SELECT old.count FROM quarantine old WHERE old.id = @Takes),
            first_seen_ms = (SELECT MIN(twin.first_seen_ms) FROM quarantine twin WHERE twin.id = @Takes OR twin.fingerprint = @Fingerprint)
        WHERE fingerprint = @Fingerprint
        """;

    private const string Delete = "DELETE FROM quarantine WHERE id = @id";

    private const string EvictRows =
        """
        DELETE FROM quarantine
        WHERE id IN (SELECT id FROM quarantine WHERE reason <> 'pending' ORDER BY last_seen_ms DESC, id DESC LIMIT 1000000000 OFFSET @QuarantineRows)
        """;

    private const string EvictBytes =
        """
        DELETE FROM quarantine
        WHERE id IN (
            SELECT id FROM (SELECT id, SUM(LENGTH(payload)) OVER (ORDER BY last_seen_ms DESC, id DESC) AS bytes FROM quarantine WHERE reason <> 'pending') newest
            WHERE bytes > @QuarantineBytes)
        """;

    private const string Purge = "DELETE FROM quarantine WHERE last_seen_ms < @beforeMs AND reason <> 'pending'";

    private const string Columns =
        """
        SELECT id AS Id, device_id AS DeviceId, topic AS Topic, SUBSTR(payload, 1, @PayloadBytes) AS Payload, LENGTH(payload) AS Bytes, reason AS Reason,
               sentence AS Sentence, contract AS Contract, first_seen_ms AS FirstSeenMs, last_seen_ms AS LastSeenMs, count AS Count,
               part AS Part, boot AS Boot, seq AS Seq, time_ms AS TimeMs, quality AS Quality
        FROM quarantine
        WHERE 1 = 1
        """;

    private const string SelectHeld =
        "SELECT COUNT(*) AS Messages, COALESCE(SUM(LENGTH(payload)), 0) AS Bytes FROM quarantine WHERE device_id = @deviceId AND reason = 'pending'";

    private const string SelectHeldOfApproved =
        """
        SELECT DISTINCT q.device_id FROM quarantine q JOIN devices d ON d.device_id = q.device_id
        WHERE q.reason = 'pending' AND d.state = 'approved' ORDER BY q.device_id
        """;

    private const string SelectCounts =
        """
        SELECT COUNT(*) AS Rows, COALESCE(SUM(LENGTH(payload)), 0) AS Bytes, COALESCE(MAX(id), 0) AS LastId,
               COALESCE((SELECT value FROM counters WHERE name = @name), 0) AS Evicted
        FROM quarantine
        """;

    /// <summary>Keeps others out of quarantine and gives those of the rows that are there.</summary>
    public static async Task<IReadOnlyList<long>> LockAsync(WriteScope scope, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        await scope.Tables.LockQuarantineAsync(cancel);
        List<long> found = [];
        foreach (var id in ids)
        {
            var command = new CommandDefinition("SELECT id FROM quarantine WHERE id = @id", new { id }, scope.Transaction, cancellationToken: cancel);
            if (await scope.Connection.ExecuteScalarAsync<long?>(command) is { } row) found.Add(row);
        }

        return found;
    }

    /// <summary>What waits for this device, whose row is locked.</summary>
    public static async Task<Held> HeldAsync(WriteScope scope, string deviceId, CancellationToken cancel)
    {
        var row = await scope.Connection.QuerySingleAsync<HeldRow>(new CommandDefinition(SelectHeld, new { deviceId }, scope.Transaction, cancellationToken: cancel));
        return new Held(row.Messages, row.Bytes);
    }

    public static async Task<IReadOnlyList<string>> HeldOfApprovedAsync(DbConnection connection, CancellationToken cancel) =>
        [.. await connection.QueryAsync<string>(new CommandDefinition(SelectHeldOfApproved, cancellationToken: cancel))];

    public async Task WriteAsync(WriteScope scope, IReadOnlyList<NewQuarantine> rows, IReadOnlyList<long> released, CancellationToken cancel)
    {
        if (rows.Count == 0 && released.Count == 0) return;
        await scope.Tables.LockQuarantineAsync(cancel);
        await ExecuteAsync(scope, Delete, released.Select(id => new { id }), cancel);
        foreach (var row in rows.Where(row => row.Takes > 0)) await ChangeAsync(scope, row, cancel);
        await ExecuteAsync(scope, Add, rows.Where(row => row.Takes == 0).Select(Arguments), cancel);
        if (rows.Count == 0) return;
        var evicted = await ExecuteAsync(scope, EvictRows, options, cancel) + await ExecuteAsync(scope, EvictBytes, options, cancel);
        await CountEvictedAsync(scope, evicted, cancel);
    }

    public static async Task<int> PurgeAsync(WriteScope scope, long beforeMs, CancellationToken cancel)
    {
        await scope.Tables.LockQuarantineAsync(cancel);
        var purged = await ExecuteAsync(scope, Purge, new { beforeMs }, cancel);
        await CountEvictedAsync(scope, purged, cancel);
        return purged;
    }

    /// <summary>The last seen first.</summary>
    public static Task<IReadOnlyList<QuarantineRecord>> ListAsync(DbConnection connection, QuarantineQuery query, CancellationToken cancel)
    {
        var after = query.Before is null ? "" : " AND last_seen_ms <= @LastSeenMs AND (last_seen_ms < @LastSeenMs OR id < @BeforeId)";
        return SelectAsync(
            connection,
            $"{Where(query.Filter)}{after} ORDER BY last_seen_ms DESC, id DESC LIMIT @Limit",
            new { query.PayloadBytes, query.Filter.DeviceId, query.Filter.Reason, query.Before?.LastSeenMs, BeforeId = query.Before?.Id, query.Limit },
            cancel);
    }

    public static Task<IReadOnlyList<QuarantineRecord>> NextAsync(DbConnection connection, QuarantineFilter filter, long afterId, int limit, CancellationToken cancel) =>
        SelectAsync(
            connection,
            $"{Where(filter)} AND id > @afterId ORDER BY id LIMIT @limit",
            new { PayloadBytes = Everything, filter.DeviceId, filter.Reason, afterId, limit },
            cancel);

    public static async Task<QuarantineRecord?> FindAsync(DbConnection connection, long id, CancellationToken cancel) =>
        (await SelectAsync(connection, " AND id = @id", new { PayloadBytes = Everything, id }, cancel)).SingleOrDefault();

    public static async Task<QuarantineCounts> CountAsync(DbConnection connection, CancellationToken cancel)
    {
        var counts = await connection.QuerySingleAsync<CountsRow>(new CommandDefinition(SelectCounts, new { name = EvictedCounter }, cancellationToken: cancel));
        return new QuarantineCounts(counts.Rows, counts.Evicted, counts.Bytes, counts.LastId);
    }

    private static async Task ChangeAsync(WriteScope scope, NewQuarantine row, CancellationToken cancel)
    {
        var arguments = Arguments(row);
        if (await ExecuteAsync(scope, Change, arguments, cancel) > 0) return;
        await ExecuteAsync(scope, Merge, arguments, cancel);
        await ExecuteAsync(scope, Delete, new { id = row.Takes }, cancel);
    }

    private static object Arguments(NewQuarantine row) => new
    {
        row.Fingerprint,
        row.DeviceId,
        row.Topic,
        row.Payload,
        row.Reason,
        row.Sentence,
        Contract = Limits.ContractVersion,
        row.ArrivalMs,
        row.Takes,
        Part = (int)(row.Entry?.Part ?? QuarantinePart.Message),
        row.Entry?.Boot,
        Seq = row.Entry?.Seq ?? 0,
        TimeMs = row.Entry?.TimeMs ?? 0,
        Quality = (int)(row.Entry?.Quality ?? TimeQuality.Arrival),
    };

    private static string Where(QuarantineFilter filter) =>
        (filter.DeviceId is null ? "" : " AND device_id = @DeviceId") + (filter.Reason is null ? "" : " AND reason = @Reason");

    private static async Task CountEvictedAsync(WriteScope scope, long evicted, CancellationToken cancel)
    {
        if (evicted > 0) await CounterQueries.AddAsync(scope, EvictedCounter, evicted, cancel);
    }

    private static async Task<IReadOnlyList<QuarantineRecord>> SelectAsync(DbConnection connection, string rest, object arguments, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Columns + rest, arguments, cancellationToken: cancel));
        return [.. rows.Select(row => row.ToRecord())];
    }

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));

    private sealed class HeldRow
    {
        public long Messages { get; init; }
        public long Bytes { get; init; }
    }

    private sealed class CountsRow
    {
        public long Rows { get; init; }
        public long Bytes { get; init; }
        public long Evicted { get; init; }
        public long LastId { get; init; }
    }

    private sealed class Row
    {
        public long Id { get; init; }
        public string? DeviceId { get; init; }
        public string Topic { get; init; } = "";
        public byte[] Payload { get; init; } = [];
        public long Bytes { get; init; }
        public string Reason { get; init; } = "";
        public string Sentence { get; init; } = "";
        public int Contract { get; init; }
        public long FirstSeenMs { get; init; }
        public long LastSeenMs { get; init; }
        public long Count { get; init; }
        public QuarantinePart Part { get; init; }
        public string? Boot { get; init; }
        public long Seq { get; init; }
        public long TimeMs { get; init; }
        public TimeQuality Quality { get; init; }

        public QuarantineRecord ToRecord() =>
            new(Id, DeviceId, Topic, Payload, Bytes, Reason, Sentence, Contract, FirstSeenMs, LastSeenMs, Count, Part == QuarantinePart.Message && Boot is null ? null : new(Part, Boot, Seq, TimeMs, Quality));
    }
}
