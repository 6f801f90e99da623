namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What a batch has to do with one device.</summary>
internal sealed class BatchDevice
{
    private readonly List<string> _boots = [];

    public string Id { get; private set; } = "";

    /// <summary>When the batch first heard of it.</summary>
    public long FirstMs { get; private set; }

    /// <summary>Whether it is made where it is not known.</summary>
    public bool MayBeNew { get; set; }

    /// <summary>Whether something that the batch says of it waited in quarantine or in the spool, so that it matters what came since.</summary>
    public bool IsLate { get; set; }

    /// <summary>Whether the batch has more of it than numbered readings of boots that go on.</summary>
    public bool NeedsLock { get; set; }

    /// <summary>Null where it is not known.</summary>
    public DeviceRow? Row { get; set; }

    /// <summary>Boots whose accounts are needed.</summary>
    public IReadOnlyList<string> Boots => _boots;

    public long? SeenMs { get; private set; }

    public long? UploadMs { get; private set; }

    public BatchDevice Begin(string id, long atMs)
    {
        (Id, FirstMs, MayBeNew, IsLate, NeedsLock, Row, SeenMs, UploadMs) = (id, atMs, false, false, false, null, null, null);
        _boots.Clear();
        return this;
    }

    public void Add(long atMs) => FirstMs = Math.Min(FirstMs, atMs);

    public void Need(string boot)
    {
        foreach (var known in _boots)
        {
            if (known == boot) return;
        }

        _boots.Add(boot);
    }

    public void Seen(long atMs) => SeenMs = Math.Max(SeenMs ?? atMs, atMs);

    public void Uploaded(long atMs) => UploadMs = Math.Max(UploadMs ?? atMs, atMs);
}
