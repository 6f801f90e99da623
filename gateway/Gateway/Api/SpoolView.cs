using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest.Spool;

namespace Nanofleet.Gateway.Api;

/// <summary>Member <c>spool</c> of <c>/healthz</c> and <c>/api/balance</c>: what waits on the gateway's own disk for the database.</summary>
/// <param name="Bytes">Of the files.</param>
/// <param name="Oldest">When the oldest message arrived; null where none waits.</param>
/// <param name="Damaged">Stretches that could not be read, since the start; they are in quarantine.</param>
/// <param name="Problem">Why it takes no more; null while it does.</param>
public sealed record SpoolView(long Messages, long Bytes, string? Oldest, long Damaged, string? Problem)
{
    public static SpoolView Of(SpoolCounts counts) =>
        new(counts.Messages, counts.Bytes, Timestamps.Text(counts.OldestMs), counts.Damaged, counts.Problem);
}
