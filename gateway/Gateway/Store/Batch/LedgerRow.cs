namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A ledger row while batches change it.</summary>
internal sealed class LedgerRow(int deviceKey, string deviceId, string boot, long firstSeenMs)
{
    /// <summary>About what one takes in memory, with few gaps.</summary>
    public const int Bytes = 300;

    public int DeviceKey { get; } = deviceKey;

    public string DeviceId { get; } = deviceId;

    public string Boot { get; } = boot;

    public long FirstSeenMs { get; } = firstSeenMs;

    public Ledger Ledger { get; private set; } = new();

    public long LastSeenMs { get; private set; } = firstSeenMs;

    /// <summary>Whether the database has a row of it.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Whether the database has a row of it once the batch is committed.</summary>
    public bool IsWritten => IsKnown || IsChanged;

    /// <summary>How often the database has written it, where it counts that.</summary>
    public int Revision { get; private set; }

    /// <summary>Whether the batch changed it, so that it must be written.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether the batch asked for it.</summary>
    public bool IsTouched { get; set; }

    public LedgerState State => new(DeviceId, Boot, Ledger.High, Ledger.Missing());

    /// <summary>A row as the database has it.</summary>
    public static LedgerRow Stored(int deviceKey, string deviceId, string boot, Ledger ledger, long firstSeenMs, long lastSeenMs, int revision = 0) =>
        new(deviceKey, deviceId, boot, firstSeenMs) { Ledger = ledger, LastSeenMs = lastSeenMs, IsKnown = true, Revision = revision };

    /// <summary>A batch begins: what the one before changed is in the database.</summary>
    public void Begin()
    {
        if (IsKnown && IsChanged) Revision++;
        IsKnown |= IsChanged;
        IsChanged = false;
        IsTouched = false;
    }

    /// <summary>Stores a number where that leaves the account small and needs no look at what was dropped: the usual case, without a copy.</summary>
    public bool TryStore(long seq, long atMs)
    {
        if (!Ledger.TryStore(seq)) return false;
        Changed(atMs);
        return true;
    }

    public void Change(Ledger ledger, long atMs)
    {
        Ledger = ledger;
        Changed(atMs);
    }

    private void Changed(long atMs)
    {
        LastSeenMs = Math.Max(LastSeenMs, atMs);
        IsChanged = true;
    }
}
