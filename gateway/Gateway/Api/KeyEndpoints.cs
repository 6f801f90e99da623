using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Keys of programs: listed, made, revoked, by admins and by keys with the scope admin.</summary>
public static class KeyEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/keys", ListAsync).RequireAuthorization(Policies.Admin);
        api.MapPost("/keys", MakeAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.KeyMake);
        api.MapDelete("/keys/{id:long}", RevokeAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.KeyRevoke);
    }

    private static async Task<IResult> ListAsync(IKeyStore store, CancellationToken cancel) =>
        Results.Json(new KeyList([.. (await store.ListKeysAsync(cancel)).Select(key => KeyView.Of(key))]), ApiJson.Readable.KeyList);

    private static async Task<IResult> MakeAsync(HttpRequest request, HttpContext context, ApiKeys keys, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return Problems.NotJson();
        if (await JsonBody.ReadAsync(request, ApiJson.Readable.KeyBody, cancel) is not { } body) return Problems.BadRequest("The body must be an object such as {\"name\":\"dashboard\",\"scopes\":[\"read\"],\"days\":365}.");
        if (!KeyRequest.TryMake(body.Name, body.Scopes ?? [], body.Days, out var wanted, out var fault)) return Problems.BadRequest(fault);
        var (key, record) = await keys.MakeAsync(wanted.Name, wanted.Scopes, wanted.Age, context.User.Identity!.Name!, cancel);
        Audited.Note(context, string.Join(", ", KeyRequest.Words(record.Scopes)), record.Name);
        return Results.Json(KeyView.Of(record, key), ApiJson.Readable.KeyView, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(long id, HttpContext context, ApiKeys keys, CancellationToken cancel)
    {
        if (await keys.RevokeAsync(id, cancel) is not { } name) return Results.Problem($"There is no key {id} that still works.", statusCode: StatusCodes.Status404NotFound);
        Audited.Note(context, null, name);
        return Results.NoContent();
    }
}
