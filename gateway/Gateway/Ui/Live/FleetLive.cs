using Nanofleet.Gateway.Ui.Parts;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>
/// The first page, open in a browser. A device on it that changed is read and rendered alone; the whole list is read
/// only when its members or states may have changed, and at every look at everything.
/// </summary>
internal sealed class FleetLive(FleetQuery query, FleetViews fleets, DeviceViews devices, FragmentRenderer renderer) : ILivePage
{
    private readonly Dictionary<string, DeviceView> _shown = new(StringComparer.Ordinal);

    /// <summary>Devices of other pages and states, so that only a new one makes the list be read again.</summary>
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string? DeviceId => null;

    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<Fragment>> RenderAsync(IReadOnlySet<string> changed, CancellationToken cancel)
    {
        await using var round = renderer.Begin();
        var news = await ReadChangedAsync(changed, cancel);
        var listIsOld = changed.Count == 0 || changed.Any(id => !_known.Contains(id)) || news.Any(view => view.State != _shown[view.Id].State);
        if (!listIsOld) return await RowsAsync(round, news);

        var fleet = await fleets.ReadAsync(query, cancel);
        var ids = fleet.Rows.Select(view => view.Id).ToHashSet();
        List<Fragment> fragments =
        [
            await round.RenderAsync<Counts>("counts", nameof(Counts.Fleet), fleet),
            await round.RenderAsync<PendingNote>("pending", nameof(PendingNote.Fleet), fleet),
            await round.RenderAsync<FleetBalanceBox>("balance", nameof(FleetBalanceBox.Fleet), fleet),
            await ListAsync(round, fleet),
            .. await RowsAsync(round, fleet.Rows),
        ];
        foreach (var gone in _shown.Keys.Where(id => !ids.Contains(id)).ToArray()) _shown.Remove(gone);
        _known.UnionWith(changed);
        return fragments;
    }

    private async Task<List<DeviceView>> ReadChangedAsync(IReadOnlySet<string> changed, CancellationToken cancel)
    {
        var views = new List<DeviceView>();
        foreach (var id in changed.Where(_shown.ContainsKey))
            if (await devices.FindAsync(id, cancel) is { } view) views.Add(view);
        return views;
    }

    private static async Task<Fragment> ListAsync(FragmentRound round, FleetView fleet)
    {
        var list = await round.RenderAsync<FleetTable>("fleet", nameof(FleetTable.Fleet), fleet);
        return list with { Signature = $"{fleet.Total > 0}/{fleet.Query.Page}/{fleet.Pages}/{string.Join(',', fleet.Rows.Select(view => view.Id))}" };
    }

    private async Task<IReadOnlyList<Fragment>> RowsAsync(FragmentRound round, IEnumerable<DeviceView> views)
    {
        var fragments = new List<Fragment>();
        foreach (var view in views)
        {
            var fresh = FreshValues.Between(_shown.GetValueOrDefault(view.Id), view);
            fragments.Add(await round.RenderAsync<StateCell>($"{view.Id}/state", nameof(StateCell.Device), view));
            fragments.Add(await round.RenderAsync<ValuesCell>($"{view.Id}/values", nameof(ValuesCell.Device), view, fresh));
            fragments.Add(await round.RenderAsync<BalanceCell>($"{view.Id}/balance", nameof(BalanceCell.Device), view));
            _shown[view.Id] = view;
            _known.Add(view.Id);
        }

        return fragments;
    }
}
