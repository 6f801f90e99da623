using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Api;

/// <summary>Devices, their readings and their accounts.</summary>
public static class DeviceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices", ListAsync).RequireAuthorization(Policies.Viewer);
        api.MapGet("/devices/{id}", FindAsync).RequireAuthorization(Policies.Viewer);
        api.MapGet("/devices/{id}/readings", ReadAsync).RequireAuthorization(Policies.Viewer);
        api.MapGet("/devices/{id}/series", SeriesAsync).RequireAuthorization(Policies.Viewer);
        api.MapGet("/devices/{id}/balance", BalanceAsync).RequireAuthorization(Policies.Viewer);
    }

    private static async Task<IResult> ListAsync(DeviceReports reports, CancellationToken cancel) =>
        Results.Json(new DeviceList(await reports.ListAsync(cancel)), ApiJson.Readable.DeviceList);

    private static async Task<IResult> FindAsync(string id, DeviceReports reports, CancellationToken cancel) =>
        await reports.FindAsync(id, cancel) is { } report ? Results.Json(report, ApiJson.Readable.DeviceReport) : Problems.UnknownDevice(id);

    private static async Task<IResult> ReadAsync(string id, HttpRequest request, ApiOptions options, IStore store, CancellationToken cancel)
    {
        if (!ReadingsRequest.TryRead(id, request.Query, options, out var query, out var fault)) return Problems.BadRequest(fault);
        var found = await store.ReadAsync(query with { Limit = query.Limit + 1 }, cancel); // one more tells whether there is a next page
        if (found.Count == 0 && await store.FindDeviceAsync(id, cancel) is null) return Problems.UnknownDevice(id);
        var page = found.Count > query.Limit ? [.. found.Take(query.Limit)] : found;
        var next = found.Count > query.Limit && ReadingCursor.After(page, query.Before) is { } cursor ? Cursors.Write(cursor) : null;
        return Results.Json(ReadingsPage.Of(id, page, next), ApiJson.Readable.ReadingsPage);
    }

    private static async Task<IResult> SeriesAsync(string id, HttpRequest request, ApiOptions options, History history, IStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (!SeriesRequest.TryRead(request.Query, clock.GetUtcNow().ToUnixTimeMilliseconds(), options, out var asked, out var fault)) return Problems.BadRequest(fault);
        var series = await history.ReadAsync(id, asked.Sensor, asked.FromMs, asked.ToMs, asked.Points, cancel);
        if (series.Points.Count == 0 && await store.FindDeviceAsync(id, cancel) is null) return Problems.UnknownDevice(id);
        return Results.Json(SeriesView.Of(id, asked.Sensor, series), ApiJson.Readable.SeriesView);
    }

    private static async Task<IResult> BalanceAsync(string id, IStore store, CancellationToken cancel) =>
        await store.BalanceAsync(id, cancel) is { } balance ? Results.Json(BalanceView.Of(id, balance), ApiJson.Readable.BalanceView) : Problems.UnknownDevice(id);
}
