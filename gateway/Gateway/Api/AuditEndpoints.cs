using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Who did what: <c>GET /api/audit?actor=…&amp;action=…&amp;subject=…</c>.</summary>
public static class AuditEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", ListAsync).RequireAuthorization(Policies.Admin);

    private static async Task<IResult> ListAsync(string? actor, string? action, string? subject, long? before, int? limit, IAuditStore store, CancellationToken cancel)
    {
        if (limit is < 1 or > MaximumLimit) return Problems.BadRequest($"limit = '{limit}' must be a number from 1 to {MaximumLimit}.");
        var size = limit ?? DefaultLimit;
        var rows = await store.ListAuditAsync(new AuditFilter(NullIfEmpty(actor), NullIfEmpty(action), NullIfEmpty(subject)), before, size + 1, cancel); // one more tells whether there is a next page
        var page = rows.Take(size).ToList();
        return Results.Json(new AuditPage([.. page.Select(AuditView.Of)], rows.Count > size ? page[^1].Id : null), ApiJson.Readable.AuditPage);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
