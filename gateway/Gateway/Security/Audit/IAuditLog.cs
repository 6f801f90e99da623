using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Audit;

/// <summary>Remembers who did what. The actor, by which means and from which address are those of the current request, unless the entry names an actor.</summary>
public interface IAuditLog
{
    /// <summary>Returns when it is in the database.</summary>
    /// <exception cref="StoreUnavailableException">It is not.</exception>
    ValueTask WriteAsync(AuditEntry entry, CancellationToken cancel);
}
