using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>The balance of a device, read from its ledger rows.</summary>
internal static class LedgerQueries
{
    private const string Select =
        """
        SELECT l.boot AS Boot, l.high AS High, l.seen AS Seen, l.stored AS Stored, l.dropped AS Dropped,
               l.first_seen_ms AS FirstSeenMs, l.last_seen_ms AS LastSeenMs
        FROM devices d LEFT JOIN ledger l ON l.device_key = d.device_key
        WHERE d.device_id = @deviceId
        """;

    /// <summary>Null for an unknown device; all zero for one that never named a boot.</summary>
    public static async Task<Balance?> BalanceAsync(DbConnection connection, string deviceId, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select + " ORDER BY l.first_seen_ms, l.boot", new { deviceId }, cancellationToken: cancel));
        var known = rows.ToList();
        if (known.Count == 0) return null;
        var boots = known.Where(row => row.Boot is not null).Select(row => row.ToBalance()).ToList();
        var dropped = boots.SelectMany(boot => boot.Dropped).GroupBy(reason => reason.Key, reason => reason.Value).ToDictionary(reason => reason.Key, reason => reason.Sum());
        return new Balance(boots.Sum(boot => boot.Taken), boots.Sum(boot => boot.Stored), boots.Sum(boot => boot.Waiting), dropped, boots);
    }

    public static async Task<LedgerState?> FindAsync(DbConnection connection, string deviceId, string boot, CancellationToken cancel)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Select + " AND l.boot = @boot", new { deviceId, boot }, cancellationToken: cancel));
        return row is null ? null : new LedgerState(deviceId, boot, row.High, row.ToLedger().Missing());
    }

    private sealed class Row
    {
        public string? Boot { get; init; }
        public long High { get; init; }
        public long Seen { get; init; }
        public string Stored { get; init; } = "";
        public string Dropped { get; init; } = "";
        public long FirstSeenMs { get; init; }
        public long LastSeenMs { get; init; }

        public Ledger ToLedger() => Ledger.Parse(High, Seen, Stored, Dropped);

        public BootBalance ToBalance()
        {
            var ledger = ToLedger();
            return new BootBalance(Boot!, ledger.High, ledger.StoredCount, ledger.WaitingCount, ledger.DroppedCounts, FirstSeenMs, LastSeenMs);
        }
    }
}
