using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.People;

/// <summary>Removes sessions and links that are over, and what the audit log need not keep.</summary>
internal sealed class PeopleKeeper(IPeopleStore people, IAuditStore audit, SchemaReady schema, AuditOptions options, TimeProvider clock, ILogger<PeopleKeeper> log)
    : StoreChore(schema, clock, log)
{
    private readonly TimeProvider _clock = clock;

    protected override TimeSpan Period { get; } = TimeSpan.FromMinutes(10);

    protected override async Task DoAsync(CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        await people.PurgeSessionsAsync(now.ToUnixTimeMilliseconds(), cancel);
        await audit.PurgeAuditAsync((now - options.Age).ToUnixTimeMilliseconds(), options.Rows, cancel);
    }
}
