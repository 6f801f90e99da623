namespace Nanofleet.Gateway.Store;

/// <summary>What both databases are told beside where they are.</summary>
public sealed class StoreOptions
{
    /// <summary>Messages kept in quarantine; beyond, the ones not seen for longest make room and are counted. A row is 64 KB at most.</summary>
    public int QuarantineRows { get; init; } = 10_000;

    /// <summary>Bytes of payload kept in quarantine; beyond, as above.</summary>
    public long QuarantineBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How long work waits for another program that has the database locked, before it counts as unavailable.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
