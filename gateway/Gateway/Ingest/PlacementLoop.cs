using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Gives arrival time to readings that knew only their uptime and whose board has not learnt the time soon enough.</summary>
public sealed class PlacementLoop(IStore store, SchemaReady schema, IngestOptions options, TimeProvider clock, ILogger<PlacementLoop> log) : StoreChore(schema, clock, log)
{
    private const int AtOnce = 100;

    private readonly TimeProvider _clock = clock;

    protected override TimeSpan Period { get; } = TimeSpan.FromSeconds(30);

    protected override async Task DoAsync(CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        var before = (now - options.PlaceWithin).ToUnixTimeMilliseconds();
        IReadOnlyList<(string DeviceId, string Boot)> overdue;
        do
        {
            overdue = await store.ListUnplacedAsync(before, AtOnce, cancel);
            if (overdue.Count > 0) await store.CommitAsync([.. overdue.Select(boot => new OverdueInbound(boot.DeviceId, now.ToUnixTimeMilliseconds(), boot.Boot, before))], cancel);
        }
        while (overdue.Count == AtOnce);
    }
}
