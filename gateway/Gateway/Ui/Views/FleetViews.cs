using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>Puts together what the first page shows.</summary>
public sealed class FleetViews(IStore store, DeviceViews devices, FleetBalances balances, MessageSpool spool)
{
    public async Task<FleetView> ReadAsync(FleetQuery query, CancellationToken cancel)
    {
        var all = await store.ListDevicesAsync(cancel);
        var counts = all.CountBy(DeviceView.StateOf).ToDictionary();
        var matching = all.Where(device => Matches(device, query)).OrderBy(device => device.DeviceId, StringComparer.Ordinal).ToArray();
        var pages = Math.Max(1, (matching.Length + FleetView.PageSize - 1) / FleetView.PageSize);
        query = query with { Page = Math.Min(query.Page, pages) };
        var rows = new List<DeviceView>();
        foreach (var record in matching.Skip((query.Page - 1) * FleetView.PageSize).Take(FleetView.PageSize))
            rows.Add(await devices.OfAsync(record, cancel));
        return new FleetView(query, counts, matching.Length, rows, [.. all.Where(device => device.Admission == Admission.Pending).Select(device => device.DeviceId)], await balances.ReadAsync(cancel), spool.Counts);
    }

    private static bool Matches(DeviceRecord device, FleetQuery query) =>
        (query.Text is null || device.DeviceId.Contains(query.Text, StringComparison.OrdinalIgnoreCase))
        && (query.State is null || DeviceView.StateOf(device) == query.State);
}
