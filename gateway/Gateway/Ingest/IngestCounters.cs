namespace Nanofleet.Gateway.Ingest;

/// <summary>What ingest has done since its start.</summary>
public sealed class IngestCounters
{
    private long _received;
    private long _ignored;
    private long _committed;
    private long _readings;
    private long _duplicates;
    private long _quarantined;
    private long _batches;
    private long _spooled;
    private long _drained;

    /// <summary>Messages from the broker.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Understood and of no consequence for the database.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    /// <summary>Messages whose transaction is committed.</summary>
    public long Committed => Interlocked.Read(ref _committed);

    /// <summary>Readings that were new.</summary>
    public long Readings => Interlocked.Read(ref _readings);

    /// <summary>Messages that the ledger knew.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Messages of which nothing but a quarantine row could be stored.</summary>
    public long Quarantined => Interlocked.Read(ref _quarantined);

    /// <summary>Transactions.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>Messages that went to the spool.</summary>
    public long Spooled => Interlocked.Read(ref _spooled);

    /// <summary>Messages that came from the spool into the database.</summary>
    public long Drained => Interlocked.Read(ref _drained);

    public void CountReceived() => Interlocked.Increment(ref _received);

    public void CountIgnored() => Interlocked.Increment(ref _ignored);

    public void CountSpooled(int messages) => Interlocked.Add(ref _spooled, messages);

    public void CountDrained(int messages) => Interlocked.Add(ref _drained, messages);

    public void CountBatch(int messages, int readings, int duplicates, int quarantined)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _committed, messages);
        Interlocked.Add(ref _readings, readings);
        Interlocked.Add(ref _duplicates, duplicates);
        Interlocked.Add(ref _quarantined, quarantined);
    }
}
