using System.Globalization;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Access;

/// <summary>The page on which admins make and revoke keys for programs.</summary>
internal static class KeyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/keys", ShowAsync).RequireAuthorization(Policies.Admin);
        routes.MapPost("/keys", MakeAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.KeyMake);
        routes.MapPost("/keys/{id:long}/revoke", RevokeAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.KeyRevoke);
    }

    private static Task<IResult> ShowAsync(IKeyStore store, CancellationToken cancel) => PageAsync(store, cancel);

    private static async Task<IResult> MakeAsync(HttpContext context, IKeyStore store, ApiKeys keys, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var asked = new KeyForm(form["name"].ToString().Trim(), form["days"].ToString().Trim(), form["scopes"].ToArray());
        Audited.Note(context, string.Join(", ", asked.Scopes), asked.Name);
        if (asked.Scopes.Count == 0) return await PageAsync(store, cancel, asked: asked, fault: "Choose what the key may do.");
        if (!TryDays(asked.Days, out var days)) return await PageAsync(store, cancel, asked: asked, fault: "The days must be a number, or nothing for a key without an end.");
        if (!KeyRequest.TryMake(asked.Name, asked.Scopes, days, out var wanted, out var fault)) return await PageAsync(store, cancel, asked: asked, fault: fault);
        var (key, record) = await keys.MakeAsync(wanted.Name, wanted.Scopes, wanted.Age, context.User.Identity!.Name!, cancel);
        return await PageAsync(store, cancel, new NewKey(record.Name, key));
    }

    private static async Task<IResult> RevokeAsync(long id, HttpContext context, ApiKeys keys, CancellationToken cancel)
    {
        Audited.Note(context, null, await keys.RevokeAsync(id, cancel));
        return Results.LocalRedirect("/keys");
    }

    private static bool TryDays(string text, out int? days)
    {
        days = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return days is not null || text.Length == 0;
    }

    private static async Task<IResult> PageAsync(IKeyStore store, CancellationToken cancel, NewKey? made = null, KeyForm? asked = null, string? fault = null) =>
        Rendered.Of<KeysPage>(new { Keys = await store.ListKeysAsync(cancel), Made = made, Asked = asked ?? KeyForm.Empty, Problems = fault is null ? Array.Empty<string>() : [fault] }, fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
}
