using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>What the verb <c>people</c> of the machine's operator needs: who there is, and a way back in for whoever lost it.</summary>
public static class PeopleEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/people", ListAsync).RequireAuthorization(Policies.Admin);
        api.MapPost("/people/{name}/link", LinkAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.Link);
        api.MapPost("/setup/link", SetupAsync).RequireAuthorization(Policies.Admin).WithAudit(AuditActions.Link);
    }

    private static async Task<IResult> ListAsync(IPeopleStore store, CancellationToken cancel) =>
        Results.Json(new PeopleList([.. (await store.ListPeopleAsync(cancel)).Select(PersonView.Of)]), ApiJson.Readable.PeopleList);

    private static async Task<IResult> LinkAsync(string name, UserManager<Person> users, OneTimeLinks links, CancellationToken cancel) =>
        await users.FindByNameAsync(name) is { } person
            ? Results.Json(new LinkAnswer(person.Name, (await links.MakePasswordAsync(person, cancel)).ToString()), ApiJson.Readable.LinkAnswer, statusCode: StatusCodes.Status201Created)
            : Results.Problem($"There is nobody named '{Ingest.Refusal.Cut(name)}'; ask for the list.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<IResult> SetupAsync(IPeopleStore store, OneTimeLinks links, CancellationToken cancel) =>
        await store.HasAdminAsync(cancel)
            ? Results.Problem("There is an admin already: ask for a link for one of the people.", statusCode: StatusCodes.Status409Conflict)
            : Results.Json(new LinkAnswer(null, (await links.MakeSetupAsync(cancel)).ToString()), ApiJson.Readable.LinkAnswer, statusCode: StatusCodes.Status201Created);
}
