using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Access;

/// <summary>The page on which admins invite people, give them roles and take them out.</summary>
internal static class PeopleEndpoints
{
    private const string LastAdmin = "This is the last admin: make somebody else an admin first.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/people", ShowAsync).RequireAuthorization(Policies.Admin);
        routes.MapPost("/people", InviteAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.Invite);
        routes.MapPost("/people/{id:long}/role", SetRoleAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.RoleChange);
        routes.MapPost("/people/{id:long}/link", LinkAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.Link);
        routes.MapPost("/people/{id:long}/remove", RemoveAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.Remove);
    }

    private static Task<IResult> ShowAsync(IPeopleStore store, CancellationToken cancel) => PageAsync(store, cancel);

    private static async Task<IResult> InviteAsync(HttpContext context, IPeopleStore store, Membership members, OneTimeLinks links, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var name = form["name"].ToString().Trim();
        var role = ReadRole(form);
        Audited.Note(context, role?.ToString().ToLowerInvariant(), name);
        IReadOnlyList<string> faults = role is null ? ["Choose a role."] : await members.CheckAsync(name, null);
        var invited = new Invitation(name, role ?? Role.Viewer);
        if (faults.Count > 0) return await PageAsync(store, cancel, faults: faults, invited: invited);
        var (person, late) = await members.AddAsync(name, invited.Role);
        return person is null
            ? await PageAsync(store, cancel, faults: late, invited: invited)
            : await PageAsync(store, cancel, new PeopleLink(person.Name, await links.MakePasswordAsync(person, cancel)));
    }

    private static async Task<IResult> SetRoleAsync(long id, HttpContext context, IPeopleStore store, CancellationToken cancel)
    {
        if (await store.FindPersonAsync(id, cancel) is not { } person) return Problems.NoPerson();
        var role = ReadRole(await context.Request.ReadFormAsync(cancel));
        Audited.Note(context, $"from {person.Role} to {role}".ToLowerInvariant(), person.Name);
        if (role is null) return await PageAsync(store, cancel, faults: ["Choose a role."]);
        return await store.SetRoleAsync(id, role.Value, cancel) ? Results.LocalRedirect("/people") : await PageAsync(store, cancel, faults: [LastAdmin]);
    }

    private static async Task<IResult> LinkAsync(long id, HttpContext context, IPeopleStore store, OneTimeLinks links, CancellationToken cancel)
    {
        if (await store.FindPersonAsync(id, cancel) is not { } person) return Problems.NoPerson();
        Audited.Note(context, null, person.Name);
        return await PageAsync(store, cancel, new PeopleLink(person.Name, await links.MakePasswordAsync(person, cancel)));
    }

    private static async Task<IResult> RemoveAsync(long id, HttpContext context, IPeopleStore store, CancellationToken cancel)
    {
        if (await store.FindPersonAsync(id, cancel) is not { } person) return Problems.NoPerson();
        Audited.Note(context, null, person.Name);
        return await store.RemovePersonAsync(id, cancel) ? Results.LocalRedirect("/people") : await PageAsync(store, cancel, faults: [LastAdmin]);
    }

    private static Role? ReadRole(IFormCollection form) => form["role"].ToString() switch
    {
        "viewer" => Role.Viewer,
        "operator" => Role.Operator,
        "admin" => Role.Admin,
        _ => null,
    };

    private static async Task<IResult> PageAsync(IPeopleStore store, CancellationToken cancel, PeopleLink? link = null, IReadOnlyList<string>? faults = null, Invitation? invited = null) =>
        Rendered.Of<PeoplePage>(new { People = await store.ListPeopleAsync(cancel), Link = link, Problems = faults ?? [], Invited = invited ?? new Invitation() }, faults is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
}
