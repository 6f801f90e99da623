using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Text;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui;

/// <summary>The pages of quarantine, and the buttons that try its messages again. After a button the browser is sent to a page, so that reloading tries nothing twice.</summary>
internal static class QuarantineEndpoints
{
    private const int PageSize = 50;

    /// <summary>More than a row of the table shows.</summary>
    private const int PayloadBytes = 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/quarantine", ListAsync).RequireAuthorization(Policies.Viewer);
        routes.MapGet("/quarantine/{id:long}", FindAsync).RequireAuthorization(Policies.Viewer);
        routes.MapPost("/quarantine/{id:long}/replay", ReplayOneAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Replay);
        routes.MapPost("/quarantine/replay", ReplayAllAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Replay);
    }

    private static async Task<IResult> ListAsync(string? device, string? reason, string? after, int? tried, int? left, IStore store, CancellationToken cancel)
    {
        var filter = new QuarantineFilter(NullIfEmpty(device), NullIfEmpty(reason));
        QuarantineCursor? before = after is not null && Cursors.TryRead(after, out QuarantineCursor cursor) ? cursor : null;
        var rows = await store.ListQuarantineAsync(new QuarantineQuery(filter, PageSize + 1, PayloadBytes, before), cancel);
        var page = rows.Take(PageSize).ToList();
        var next = rows.Count > PageSize ? Address(filter).Add("after", Cursors.Write(new QuarantineCursor(page[^1].LastSeenMs, page[^1].Id))).ToUriComponent() : null;
        var done = tried is null ? null : $"{Figure.Of((long)tried)} tried again, {Figure.Of((long)(left ?? 0))} of them still cannot be used.";
        return Rendered.Of<QuarantinePage>(new { View = new QuarantineListView(filter, await store.CountQuarantineAsync(cancel), page, next, done) });
    }

    private static async Task<IResult> FindAsync(long id, string? refused, IStore store, CancellationToken cancel) =>
        await store.FindQuarantineAsync(id, cancel) is { } entry ? Rendered.Of<QuarantineEntryPage>(new { Entry = entry, Refused = refused is not null }) : Problems.NotInQuarantine(id);

    private static async Task<IResult> ReplayOneAsync(long id, HttpContext context, QuarantineReplay replay, CancellationToken cancel)
    {
        var outcome = await replay.OneAsync(id, cancel);
        return Results.LocalRedirect(outcome == Outcome.Refused ? $"/quarantine/{id}?refused" : "/quarantine?tried=1&left=0");
    }

    private static async Task<IResult> ReplayAllAsync(HttpContext context, QuarantineReplay replay, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var filter = new QuarantineFilter(NullIfEmpty(form["device"]), NullIfEmpty(form["reason"]));
        var report = await replay.AllAsync(filter, cancel);
        return Results.LocalRedirect("/quarantine" + Address(filter).Add("tried", $"{report.Tried}").Add("left", $"{report.Refused}").ToUriComponent());
    }

    private static QueryString Address(QuarantineFilter filter)
    {
        var query = QueryString.Empty;
        if (filter.DeviceId is not null) query = query.Add("device", filter.DeviceId);
        return filter.Reason is null ? query : query.Add("reason", filter.Reason);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
