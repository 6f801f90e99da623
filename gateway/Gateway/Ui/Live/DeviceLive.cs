using System.Text.Json;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Parts;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>A device's page, open in a browser: its parts, and new points for the chart's sensor.</summary>
internal sealed class DeviceLive(string deviceId, string? sensor, IStore store, DeviceViews devices, DeviceHistory history, FragmentRenderer renderer, TimeProvider time) : ILivePage
{
    /// <summary>The page's own points are at most this old when it begins to listen; chart.js knows twins.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);
    private const int MostPoints = 500;
    private DeviceView? _shown;
    private long _pointsUntil = time.GetUtcNow().Subtract(Overlap).ToUnixTimeMilliseconds();

    public string? DeviceId => deviceId;

    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Fragment>> RenderAsync(IReadOnlySet<string> changed, CancellationToken cancel)
    {
        if (await devices.FindAsync(deviceId, cancel) is not { } view) return [];
        await using var round = renderer.Begin();
        List<Fragment> fragments =
        [
            await round.RenderAsync<StateCell>("state", nameof(StateCell.Device), view),
            await round.RenderAsync<Tiles>("values", nameof(Tiles.Device), view, FreshValues.Between(_shown, view)),
            await round.RenderAsync<BalanceBox>("balance", nameof(BalanceBox.Device), view),
            await round.RenderAsync<DeviceFacts>("facts", nameof(DeviceFacts.Device), view),
            await round.RenderAsync<DeviceLine>("line", nameof(DeviceLine.Device), view),
            await round.RenderAsync<ConfigSummary>("config", nameof(ConfigSummary.Config), BoardConfigView.Of((await store.FindConfigAsync(deviceId, cancel))!)),
            await round.RenderAsync<CommandList>("commands", nameof(CommandList.Commands), await history.CommandsAsync(deviceId, cancel)),
        ];
        if (changed.Count == 0) // quarantine holds whole messages: not to be read with every value
            fragments.Add(await round.RenderAsync<QuarantineList>("quarantine", nameof(QuarantineList.Entries), await history.QuarantineAsync(deviceId, cancel)));
        if (await PointsAsync(cancel) is { } points) fragments.Add(points);
        _shown = view;
        return fragments;
    }

    /// <summary>Readings since the last round; one that comes late, with an older time, is seen when the chart is read again.</summary>
    private async Task<Fragment?> PointsAsync(CancellationToken cancel)
    {
        if (sensor is null) return null;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var readings = await store.ReadAsync(new ReadingQuery(deviceId, sensor, _pointsUntil + 1, now + 1, MostPoints), cancel);
        if (readings.Count == 0) return null;
        _pointsUntil = readings[0].TimeMs;
        var json = JsonSerializer.Serialize(readings.Reverse().Select(reading => new[] { reading.TimeMs / 1000.0, reading.Value }));
        return new Fragment("points", json, json);
    }
}
