using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/balance</c>: taken = stored + waiting + dropped, over all devices and for each.</summary>
/// <param name="Rejected">Messages that were not taken and belong to no account, by reason.</param>
/// <param name="Spool">What waits on the gateway's own disk: of <paramref name="Waiting"/> as far as the database has heard of it.</param>
public sealed record FleetBalanceView(
    long Taken,
    long Stored,
    long Waiting,
    IReadOnlyDictionary<string, long> Dropped,
    IReadOnlyList<DeviceBalance> Devices,
    IReadOnlyDictionary<string, long> Rejected,
    SpoolView Spool)
{
    public static FleetBalanceView Of(FleetBalance fleet, SpoolCounts spool) =>
        new(fleet.Taken, fleet.Stored, fleet.Waiting, fleet.Dropped, fleet.Devices, fleet.Rejected, SpoolView.Of(spool));
}
