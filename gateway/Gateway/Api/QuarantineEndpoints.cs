using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>What was not taken, and why.</summary>
public static class QuarantineEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/quarantine", ListAsync);

    private static async Task<IResult> ListAsync(int? limit, IStore store, CancellationToken cancel)
    {
        if (limit is < 1 or > MaximumLimit) return Problems.BadRequest($"limit = '{limit}' must be a number from 1 to {MaximumLimit}.");
        var counts = await store.CountQuarantineAsync(cancel);
        var rows = await store.ListQuarantineAsync(limit ?? DefaultLimit, cancel);
        return Results.Json(new QuarantineList(counts.Rows, counts.Evicted, [.. rows.Select(QuarantineView.Of)]), ApiJson.Readable.QuarantineList);
    }
}
