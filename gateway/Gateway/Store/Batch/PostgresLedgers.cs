using Npgsql;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// The accounts of boots on PostgreSQL. A row that is written counts up its revision, and is only written where that is still the one that
/// was read: whatever a gateway did not lock, it finds out here.
/// </summary>
internal static class PostgresLedgers
{
    /// <summary>After the devices are locked: each statement of a batch sees what was committed before it began.</summary>
    public const string Select =
        """
        SELECT l.device_key, l.boot, l.high, l.seen, l.stored, l.dropped, l.first_seen_ms, l.last_seen_ms, l.revision
        FROM unnest($1::text[], $2::text[]) AS wanted (device_id, boot)
        JOIN devices d ON d.device_id = wanted.device_id JOIN ledger l ON l.device_key = d.device_key AND l.boot = wanted.boot
        """;

    private const string Insert =
        """
        INSERT INTO ledger (device_key, boot, high, seen, stored, dropped, first_seen_ms, last_seen_ms)
        SELECT * FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
        """;

    private const string Update =
        """
        UPDATE ledger l SET high = n.high, seen = n.seen, stored = n.stored, dropped = n.dropped, last_seen_ms = n.last_seen_ms, revision = l.revision + 1
        FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::integer[])
            AS n (device_key, boot, high, seen, stored, dropped, last_seen_ms, revision)
        WHERE l.device_key = n.device_key AND l.boot = n.boot AND l.revision = n.revision
        """;

    public static void Add(NpgsqlBatch batch, List<LedgerRow> ledgers)
    {
        if (ledgers.Count == 0) return;
        BatchColumns.Add(
            batch,
            Insert,
            BatchColumns.Of(ledgers, row => row.DeviceKey),
            BatchColumns.Of(ledgers, row => row.Boot),
            BatchColumns.Of(ledgers, row => row.Ledger.High),
            BatchColumns.Of(ledgers, row => row.Ledger.Seen),
            BatchColumns.Of(ledgers, row => row.Ledger.StoredText),
            BatchColumns.Of(ledgers, row => row.Ledger.DroppedText),
            BatchColumns.Of(ledgers, row => row.FirstSeenMs),
            BatchColumns.Of(ledgers, row => row.LastSeenMs));
    }

    /// <summary>The command that writes the accounts, and how many rows it is to change; in one order for all gateways, which would otherwise wait for each other in a circle.</summary>
    public static (NpgsqlBatchCommand? Command, int Count) Save(NpgsqlBatch batch, IEnumerable<LedgerRow> changed)
    {
        List<LedgerRow> ledgers = [.. changed];
        if (ledgers.Count == 0) return (null, 0);
        ledgers.Sort((one, other) => one.DeviceKey != other.DeviceKey ? one.DeviceKey.CompareTo(other.DeviceKey) : string.CompareOrdinal(one.Boot, other.Boot));
        BatchColumns.Add(
            batch,
            Update,
            BatchColumns.Of(ledgers, row => row.DeviceKey),
            BatchColumns.Of(ledgers, row => row.Boot),
            BatchColumns.Of(ledgers, row => row.Ledger.High),
            BatchColumns.Of(ledgers, row => row.Ledger.Seen),
            BatchColumns.Of(ledgers, row => row.Ledger.StoredText),
            BatchColumns.Of(ledgers, row => row.Ledger.DroppedText),
            BatchColumns.Of(ledgers, row => row.LastSeenMs),
            BatchColumns.Of(ledgers, row => row.Revision));
        return (batch.BatchCommands[^1], ledgers.Count);
    }
}
