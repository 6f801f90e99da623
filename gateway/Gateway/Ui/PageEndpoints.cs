using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Charts;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui;

/// <summary>The pages, each read whole from the database before the first byte is written.</summary>
internal static class PageEndpoints
{
    private const int MostGaps = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", FleetAsync).RequireAuthorization(Policies.Viewer);
        routes.MapGet("/gaps", GapsAsync).RequireAuthorization(Policies.Viewer);
        routes.MapGet("/devices/{id}", DeviceAsync).RequireAuthorization(Policies.Viewer);
        routes.MapGet("/devices/{id}/chart", ChartAsync).RequireAuthorization(Policies.Viewer);
    }

    private static async Task<IResult> FleetAsync(string? q, string? state, int? page, FleetViews fleets, CancellationToken cancel) =>
        Rendered.Of<FleetPage>(new { Fleet = await fleets.ReadAsync(FleetQuery.Of(q, state, page), cancel) });

    private static async Task<IResult> GapsAsync(string? device, IStore store, CancellationToken cancel)
    {
        var deviceId = string.IsNullOrEmpty(device) ? null : device;
        return Rendered.Of<GapsPage>(new { Gaps = await store.ListGapsAsync(deviceId, MostGaps, cancel), DeviceId = deviceId });
    }

    /// <param name="command">The request id of a command that was just sent from this page: its answer is shown.</param>
    private static async Task<IResult> DeviceAsync(
        string id, string? sensor, string? range, string? command, DeviceViews devices, ChartViews charts, DeviceHistory history, BoardConfigs configs, IServiceProvider services, CancellationToken cancel)
    {
        if (await devices.FindAsync(id, cancel) is not { } device) return Problems.UnknownDevice(id);
        var shown = device.Sensors.FirstOrDefault(other => other.Name == sensor) ?? device.Sensors.FirstOrDefault();
        var commands = await history.CommandsAsync(id, cancel);
        var answer = commands.FirstOrDefault(sent => sent.RequestId == command);
        return Rendered.Of<DevicePage>(new
        {
            Device = device,
            Chart = await charts.ReadAsync(id, shown?.Name, shown?.Last.Unit, ChartRange.Named(range), cancel),
            Commands = commands,
            Config = BoardConfigView.Of((await configs.FindAsync(id, cancel))!),
            Quarantine = await history.QuarantineAsync(id, cancel),
            Credentials = CredentialState.Of(id, services),
            Answer = answer is null ? null : AnswerView.Of(answer),
        });
    }

    /// <summary>The points of a chart for chart.js; null among the values is a gap.</summary>
    private static async Task<IResult> ChartAsync(string id, string sensor, string? range, DeviceViews devices, ChartViews charts, CancellationToken cancel)
    {
        var unit = (await devices.FindAsync(id, cancel))?.Sensors.FirstOrDefault(other => other.Name == sensor)?.Last.Unit;
        var chart = await charts.ReadAsync(id, sensor, unit, ChartRange.Named(range), cancel);
        var line = Gaps.Line(chart.Points);
        return Results.Json(new
        {
            summary = chart.Summary,
            times = line.Select(point => point.TimeMs / 1000.0),
            values = line.Select(point => Number(point.Value)),
            lows = line.Select(point => Number(point.Low)),
            highs = line.Select(point => Number(point.High)),
        });

        static double? Number(double value) => double.IsNaN(value) ? null : value;
    }
}
