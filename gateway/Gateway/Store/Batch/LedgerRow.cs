namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A ledger row while a batch changes it.</summary>
internal sealed class LedgerRow(int deviceKey, string deviceId, string boot, long firstSeenMs)
{
    public int DeviceKey { get; } = deviceKey;

    public string DeviceId { get; } = deviceId;

    public string Boot { get; } = boot;

    public long FirstSeenMs { get; } = firstSeenMs;

    public Ledger Ledger { get; private set; } = new();

    public long LastSeenMs { get; private set; } = firstSeenMs;

    /// <summary>Whether the batch changed it, so that it must be written.</summary>
    public bool IsChanged { get; private set; }

    public LedgerState State => new(DeviceId, Boot, Ledger.High, Ledger.Missing());

    /// <summary>A row as the database has it.</summary>
    public static LedgerRow Stored(int deviceKey, string deviceId, string boot, Ledger ledger, long firstSeenMs, long lastSeenMs) =>
        new(deviceKey, deviceId, boot, firstSeenMs) { Ledger = ledger, LastSeenMs = lastSeenMs };

    public void Change(Ledger ledger, long atMs)
    {
        Ledger = ledger;
        LastSeenMs = Math.Max(LastSeenMs, atMs);
        IsChanged = true;
    }
}
