using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Security.Pki.Change;

/// <summary>Sees to it that boards are given what they are to trust, also where the gateway or its database went away in the middle of a change.</summary>
internal sealed class CaNews(CaChange change, SchemaReady schema, TimeProvider clock, ILogger<CaNews> log) : StoreChore(schema, clock, log)
{
    protected override TimeSpan Period => TimeSpan.FromMinutes(1);

    protected override Task DoAsync(CancellationToken cancel) => change.TellAsync(cancel);
}
