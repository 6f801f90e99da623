namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// A device's row as the database has it, while batches change it, with the accounts of it that were loaded. Times only move forward:
/// messages of a batch may come out of order.
/// </summary>
internal sealed class DeviceRow
{
    private readonly List<LedgerRow> _ledgers = [];

    public int Key { get; init; }

    public required string DeviceId { get; init; }

    public Admission Admission { get; init; } = Admission.Approved;

    public bool IsOnline { get; set; }

    public required string Status { get; set; }

    /// <summary>When the device itself last said whether it is there.</summary>
    public long StatusMs { get; set; }

    public long? LastHeartbeatMs { get; set; }

    /// <summary>When it last sent readings, as far as that had to be looked up.</summary>
    public long? LastUploadMs { get; set; }

    public string? Boot { get; set; }

    public long Session { get; set; }

    public string? ReportJson { get; set; }

    /// <summary>New content; null leaves what the row has.</summary>
    public string? InfoJson { get; private set; }

    /// <summary>New content; null leaves what the row has.</summary>
    public string? HeartbeatJson { get; private set; }

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    /// <summary>Whether the batch changed the row itself; that its device was heard does not.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether other gateways are kept from changing it until the transaction ends.</summary>
    public bool IsLocked { get; set; }

    public IReadOnlyList<LedgerRow> Ledgers => _ledgers;

    /// <summary>About what it takes in memory.</summary>
    public int Bytes => 400 + (2 * (ReportJson?.Length ?? 0)) + (_ledgers.Count * LedgerRow.Bytes);

    /// <summary>A batch begins: what the one before changed is in the database.</summary>
    public void Begin()
    {
        IsChanged = false;
        (InfoJson, HeartbeatJson) = (null, null);
        foreach (var ledger in _ledgers) ledger.Begin();
    }

    /// <summary>The account of a boot; null where it was not loaded.</summary>
    public LedgerRow? Find(string boot)
    {
        foreach (var ledger in _ledgers)
        {
            if (ledger.Boot == boot) return ledger;
        }

        return null;
    }

    public LedgerRow Add(LedgerRow ledger)
    {
        _ledgers.Add(ledger);
        return ledger;
    }

    public void Uploaded(long atMs) => LastUploadMs = Math.Max(LastUploadMs ?? atMs, atMs);

    /// <summary>The newest boot and session speak for the device.</summary>
    public void Speak(string boot, long session)
    {
        (Boot, Session) = (boot, session);
        IsChanged = true;
    }

    public void Say(string status, long atMs)
    {
        Status = status;
        StatusMs = Math.Max(StatusMs, atMs);
        if (status == "online") IsOnline = true;
        IsChanged = true;
    }

    public void Beat(long atMs, string? json)
    {
        LastHeartbeatMs = Math.Max(LastHeartbeatMs ?? atMs, atMs);
        if (json is not null) HeartbeatJson = StoreText.Clean(json);
        IsChanged = true;
    }

    public void Describe(string json)
    {
        InfoJson = StoreText.Clean(json);
        IsChanged = true;
    }

    public void Report(string? json)
    {
        if (json is null) return;
        ReportJson = JsonMerge.Into(ReportJson, StoreText.Clean(json));
        IsChanged = true;
    }

    public void Move(in GeoPoint place)
    {
        (Latitude, Longitude) = (place.Latitude, place.Longitude);
        IsChanged = true;
    }
}
