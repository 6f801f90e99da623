using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>The fleet as the first page shows it: numbers over all devices, rows for one page of those that were asked for.</summary>
/// <param name="Pending">Devices that wait for approval.</param>
/// <param name="Matching">Devices that the query asks for, on all pages.</param>
public sealed record FleetView(FleetQuery Query, IReadOnlyDictionary<DeviceState, int> Counts, int Matching, IReadOnlyList<DeviceView> Rows, IReadOnlyList<string> Pending, FleetBalance Balance, SpoolCounts Spool)
{
    /// <summary>Bounds what one open page costs the database every second.</summary>
    public const int PageSize = 50;

    public int Total => Counts.Values.Sum();

    public int Pages => Math.Max(1, (Matching + PageSize - 1) / PageSize);
}
