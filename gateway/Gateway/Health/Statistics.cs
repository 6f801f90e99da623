using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Health;

/// <summary>The figures of the gateway at one moment, since its start where they count.</summary>
/// <param name="Dropped">Numbers that will never come, of all devices, by reason; null while the database is away.</param>
/// <param name="Connections">Clients at the gateway's own broker; null with another one.</param>
/// <param name="Refused">Connections that it did not let in.</param>
/// <param name="MemoryBytes">What the process has of the machine's memory.</param>
public sealed record Statistics(HealthCounters Counters, IReadOnlyDictionary<string, long>? Dropped, int Queue, SpoolCounts Spool, int? Connections, long Refused, long MemoryBytes);

/// <summary>Takes them.</summary>
public sealed class StatisticsSource(IngestCounters counters, IngestQueue queue, MessageSpool spool, IStore store, MqttBroker? broker = null)
{
    public async Task<Statistics> TakeAsync(CancellationToken cancel) => new(
        HealthCounters.Of(counters), await DroppedAsync(cancel), queue.Count, spool.Counts, broker?.Counters.Connections, broker is { } own ? own.Counters.Refused + own.Counters.Throttled : 0, Environment.WorkingSet);

    private async Task<IReadOnlyDictionary<string, long>?> DroppedAsync(CancellationToken cancel)
    {
        try
        {
            return (await store.FleetBalanceAsync(cancel)).Dropped;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
