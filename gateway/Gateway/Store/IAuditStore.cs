namespace Nanofleet.Gateway.Store;

/// <summary>The audit log, with the rules of <see cref="IStore"/> for outages.</summary>
public interface IAuditStore
{
    /// <param name="record">Its number is given by the database.</param>
    Task AddAuditAsync(AuditRecord record, CancellationToken cancel);

    /// <summary>The newest first.</summary>
    /// <param name="beforeId">Only older ones than this; null begins with the newest.</param>
    Task<IReadOnlyList<AuditRecord>> ListAuditAsync(AuditFilter filter, long? beforeId, int limit, CancellationToken cancel);

    /// <summary>Removes what is older than a time or more than so many rows; what failed or was denied may take a quarter of these, so that nobody can push the rest out with it.</summary>
    /// <returns>Removed rows.</returns>
    Task<int> PurgeAuditAsync(long beforeMs, int rows, CancellationToken cancel);
}
