using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>The account of the whole fleet, and what is missing in it.</summary>
public static class BalanceEndpoints
{
    private const int MaximumGaps = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/balance", BalanceAsync).RequireAuthorization(Policies.Viewer);
        api.MapGet("/gaps", GapsAsync).RequireAuthorization(Policies.Viewer);
    }

    private static async Task<IResult> BalanceAsync(IStore store, MessageSpool spool, CancellationToken cancel) =>
        Results.Json(FleetBalanceView.Of(await store.FleetBalanceAsync(cancel), spool.Counts), ApiJson.Readable.FleetBalanceView);

    private static async Task<IResult> GapsAsync(string? device, IStore store, CancellationToken cancel)
    {
        var gaps = await store.ListGapsAsync(string.IsNullOrEmpty(device) ? null : device, MaximumGaps, cancel);
        return Results.Json(new GapList([.. gaps.Select(GapView.Of)]), ApiJson.Readable.GapList);
    }
}
