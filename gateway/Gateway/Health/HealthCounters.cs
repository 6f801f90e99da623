using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Health;

/// <summary>What ingest did since its start, in messages; readings are counted apart.</summary>
public sealed record HealthCounters(long Received, long Committed, long Readings, long Duplicates, long Quarantined, long Ignored, long Batches, long Spooled, long Drained)
{
    public static HealthCounters Of(IngestCounters counters) => new(
        counters.Received, counters.Committed, counters.Readings, counters.Duplicates, counters.Quarantined, counters.Ignored, counters.Batches, counters.Spooled, counters.Drained);
}
