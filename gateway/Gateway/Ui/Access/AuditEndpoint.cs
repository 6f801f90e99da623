using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;

namespace Nanofleet.Gateway.Ui.Access;

/// <summary>The page of the audit log.</summary>
internal static class AuditEndpoint
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit", ShowAsync).RequireAuthorization(Policies.Admin);

    private static async Task<IResult> ShowAsync(string? actor, string? action, string? subject, long? before, IAuditStore store, CancellationToken cancel)
    {
        var filter = new AuditFilter(NullIfEmpty(actor), NullIfEmpty(action), NullIfEmpty(subject));
        var rows = await store.ListAuditAsync(filter, before, PageSize + 1, cancel);
        var page = rows.Take(PageSize).ToList();
        return Rendered.Of<AuditPage>(new { Filter = filter, Entries = page, Next = rows.Count > PageSize ? Older(filter, page[^1].Id) : null });
    }

    private static string Older(AuditFilter filter, long before)
    {
        var query = QueryString.Empty;
        foreach (var (name, value) in new[] { ("actor", filter.Actor), ("action", filter.Action), ("subject", filter.Subject) })
            if (value is not null) query = query.Add(name, value);
        return "/audit" + query.Add("before", $"{before}").ToUriComponent();
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
