using System.Data.Common;
using Dapper;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>The ledgers of all devices at once: what they come to, and what is missing in them.</summary>
internal static class FleetQueries
{
    private const string Columns =
        """
        SELECT d.device_id AS DeviceId, l.boot AS Boot, l.high AS High, l.seen AS Seen, l.stored AS Stored, l.dropped AS Dropped, l.last_seen_ms AS LastSeenMs
        FROM ledger l JOIN devices d ON d.device_key = l.device_key
        """;

    /// <summary>A ledger without any gap says nothing but '1-N': the others are few, and only they are taken apart.</summary>
    private const string Incomplete = "NOT (l.stored = '1-' || CAST(l.high AS text) OR (l.high = 1 AND l.stored = '1'))";

    private const string Abandoned =
        """
        AND d.state = 'approved' AND l.last_seen_ms < @beforeMs
        AND EXISTS (SELECT 1 FROM ledger newer WHERE newer.device_key = l.device_key AND newer.first_seen_ms > l.first_seen_ms AND newer.first_seen_ms < @beforeMs)
        """;

    public static async Task<FleetBalance> BalanceAsync(DbConnection connection, CancellationToken cancel)
    {
        SortedDictionary<string, long> dropped = new(StringComparer.Ordinal);
        Dictionary<string, DeviceBalance> devices = [];
        await foreach (var row in connection.QueryUnbufferedAsync<Row>(Columns).WithCancellation(cancel))
        {
            var ledger = row.ToLedger();
            var known = devices.GetValueOrDefault(row.DeviceId) ?? new DeviceBalance(row.DeviceId, 0, 0, 0, 0);
            foreach (var (reason, count) in ledger.DroppedCounts) dropped[reason] = dropped.GetValueOrDefault(reason) + count;
            devices[row.DeviceId] = new DeviceBalance(
                row.DeviceId, known.Taken + ledger.High, known.Stored + ledger.StoredCount, known.Waiting + ledger.WaitingCount, known.Dropped + ledger.DroppedCounts.Values.Sum());
        }

        DeviceBalance[] all = [.. devices.Values.OrderBy(device => device.DeviceId, StringComparer.Ordinal)];
        var rejected = await CounterQueries.RejectedAsync(connection, cancel);
        return new FleetBalance(all.Sum(device => device.Taken), all.Sum(device => device.Stored), all.Sum(device => device.Waiting), dropped, all, rejected);
    }

    public static async Task<IReadOnlyList<Gap>> GapsAsync(DbConnection connection, string? deviceId, int limit, CancellationToken cancel)
    {
        var sql = $"{Columns} WHERE {Incomplete}{(deviceId is null ? "" : " AND d.device_id = @deviceId")} ORDER BY l.last_seen_ms DESC, d.device_id, l.boot";
        List<Gap> gaps = [];
        await foreach (var row in connection.QueryUnbufferedAsync<Row>(sql, new { deviceId }).WithCancellation(cancel))
        {
            gaps.AddRange(GapsOf(row));
            if (gaps.Count >= limit) break;
        }

        return [.. gaps.Take(limit)];
    }

    public static async Task<IReadOnlyList<(string DeviceId, string Boot)>> AbandonedAsync(DbConnection connection, long beforeMs, int limit, CancellationToken cancel)
    {
        List<(string, string)> abandoned = [];
        await foreach (var row in connection.QueryUnbufferedAsync<Row>($"{Columns} WHERE {Incomplete} {Abandoned}", new { beforeMs }).WithCancellation(cancel))
        {
            if (row.ToLedger().WaitingCount > 0) abandoned.Add((row.DeviceId, row.Boot));
            if (abandoned.Count == limit) break;
        }

        return abandoned;
    }

    private static IEnumerable<Gap> GapsOf(Row row)
    {
        var ledger = row.ToLedger();
        var open = ledger.Missing().Select(range => new Gap(row.DeviceId, row.Boot, range, row.LastSeenMs, Lost: false));
        var lost = ledger.DroppedRanges(DropReasons.NeverArrived).Select(range => new Gap(row.DeviceId, row.Boot, range, row.LastSeenMs, Lost: true));
        return open.Concat(lost).OrderBy(gap => gap.Range.From);
    }

    private sealed class Row
    {
        public string DeviceId { get; init; } = "";
        public string Boot { get; init; } = "";
        public long High { get; init; }
        public long Seen { get; init; }
        public string Stored { get; init; } = "";
        public string Dropped { get; init; } = "";
        public long LastSeenMs { get; init; }

        public Ledger ToLedger() => Ledger.Parse(High, Seen, Stored, Dropped);
    }
}
