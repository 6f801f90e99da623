using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>What was not taken, and why; and, after a fix, the way to try it again.</summary>
public static class QuarantineEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1000;

    /// <summary>Bytes of each payload in a list; the whole of it comes with its row.</summary>
    private const int ShownBytes = 1024;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/quarantine", ListAsync).RequireAuthorization(Policies.Viewer);
        api.MapGet("/quarantine/{id:long}", FindAsync).RequireAuthorization(Policies.Viewer);
        api.MapPost("/quarantine/{id:long}/replay", ReplayOneAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Replay);
        api.MapPost("/quarantine/replay", ReplayAllAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Replay);
    }

    private static async Task<IResult> ListAsync(string? device, string? reason, int? limit, string? cursor, IStore store, CancellationToken cancel)
    {
        if (limit is < 1 or > MaximumLimit) return Problems.BadRequest($"limit = '{limit}' must be a number from 1 to {MaximumLimit}.");
        QuarantineCursor? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!Cursors.TryRead(cursor, out QuarantineCursor place)) return Problems.BadRequest($"cursor = '{Refusal.Cut(cursor)}' is not one that this gateway gave; begin without.");
            before = place;
        }

        var size = limit ?? DefaultLimit;
        var counts = await store.CountQuarantineAsync(cancel);
        var filter = new QuarantineFilter(NullIfEmpty(device), NullIfEmpty(reason));
        var rows = await store.ListQuarantineAsync(new QuarantineQuery(filter, size + 1, ShownBytes, before), cancel); // one more tells whether there is a next page
        var page = rows.Take(size).ToList();
        var next = rows.Count > size ? Cursors.Write(new QuarantineCursor(page[^1].LastSeenMs, page[^1].Id)) : null;
        return Results.Json(new QuarantineList(counts.Rows, counts.Bytes, counts.Evicted, [.. page.Select(QuarantineView.Of)], next), ApiJson.Readable.QuarantineList);
    }

    private static async Task<IResult> FindAsync(long id, IStore store, CancellationToken cancel) =>
        await store.FindQuarantineAsync(id, cancel) is { } row ? Results.Json(QuarantineView.Of(row), ApiJson.Readable.QuarantineView) : NotThere(id);

    private static async Task<IResult> ReplayOneAsync(long id, HttpRequest request, QuarantineReplay replay, IStore store, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return Problems.NotJson(); // a form of a foreign page could send anything else
        if (await replay.OneAsync(id, cancel) is not { } outcome) return NotThere(id);
        var left = outcome == Outcome.Refused ? await store.FindQuarantineAsync(id, cancel) : null;
        return Results.Json(new ReplayAnswer(id, outcome.ToString().ToLowerInvariant(), left?.Reason, left?.Sentence), ApiJson.Readable.ReplayAnswer);
    }

    private static async Task<IResult> ReplayAllAsync(HttpRequest request, QuarantineReplay replay, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return Problems.NotJson();
        if (await JsonBody.ReadAsync(request, ApiJson.Readable.ReplayRequest, cancel) is not { } wanted) return Problems.BadRequest("The body must be an object such as {}, {\"device_id\":\"kitchen\"} or {\"reason\":\"sensor_name\"}.");
        return Results.Json(await replay.AllAsync(new QuarantineFilter(wanted.DeviceId, wanted.Reason), cancel), ApiJson.Readable.ReplayReport);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IResult NotThere(long id) =>
        Results.Problem($"Quarantine has no message {id}: it was replayed, or made room for newer ones.", statusCode: StatusCodes.Status404NotFound);
}
