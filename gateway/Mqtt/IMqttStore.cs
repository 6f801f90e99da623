namespace Nanofleet.Mqtt;

/// <summary>
/// Where a broker keeps what must survive it: keys and values of which only the broker knows the meaning. Called by one
/// thread at a time. The broker tells nobody that something is safe before the commit that holds it has returned, so a
/// commit that returns must be on the disk.
/// </summary>
public interface IMqttStore
{
    /// <summary>All entries, in any order; read once, before the first commit. An exception keeps the broker from starting.</summary>
    IEnumerable<MqttStoreEntry> Load();

    /// <summary>
    /// Makes these changes durable, all or none, in this order. An exception means none: the broker tries the same ones
    /// again until they are done, and refuses meanwhile what it could not keep. The values are borrowed until it returns.
    /// </summary>
    void Commit(IReadOnlyList<MqttStoreEntry> changes);
}
