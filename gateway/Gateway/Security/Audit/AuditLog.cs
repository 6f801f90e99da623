using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Audit;

/// <summary>The audit log in the database.</summary>
internal sealed class AuditLog(IAuditStore store, IHttpContextAccessor requests, TimeProvider clock) : IAuditLog
{
    /// <summary>More of a text than anybody reads; what strangers type ends up here.</summary>
    private const int Longest = 256;

    public async ValueTask WriteAsync(AuditEntry entry, CancellationToken cancel)
    {
        var context = requests.HttpContext;
        var actor = entry.Actor ?? context?.User.Identity?.Name ?? (context is null ? "gateway" : "stranger");
        var record = new AuditRecord(0, clock.GetUtcNow().ToUnixTimeMilliseconds(), Cut(actor)!, Means(context?.User), RemoteAddress.Of(context), entry.Action, Cut(entry.Subject), Cut(entry.Detail), entry.Outcome);
        await store.AddAuditAsync(record, cancel);
    }

    private static string Means(ClaimsPrincipal? user) => user?.Identity?.AuthenticationType switch
    {
        ApiKeyHandler.SchemeName => "key",
        var type when type == IdentityConstants.ApplicationScheme => "session",
        _ => "none",
    };

    /// <summary>PostgreSQL takes no NUL, and nobody may begin a line of his own.</summary>
    private static string? Cut(string? text) => text is null ? null : string.Concat(text.Take(Longest).Select(c => char.IsControl(c) ? ' ' : c));
}
