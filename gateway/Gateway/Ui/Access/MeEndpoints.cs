using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Access;

/// <summary>A person's own page: another password, and the ways out.</summary>
internal static class MeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/me", ShowAsync).RequireAuthorization(Policies.Viewer);
        routes.MapPost("/me/password", ChangePasswordAsync).RequireAuthorization(Policies.Viewer).RequireRateLimiting(RateLimits.Entrance).WithAudit(AuditActions.Password);
        routes.MapPost("/me/sign-out-everywhere", SignOutEverywhereAsync).RequireAuthorization(Policies.Viewer).WithAudit(AuditActions.SignOutEverywhere);
        routes.MapPost("/sign-out", SignOutAsync).RequireAuthorization(Policies.Viewer).WithAudit(AuditActions.SignOut);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, IPeopleStore store, CancellationToken cancel) =>
        await FindAsync(context, store, cancel) is { } person ? Page(StatusCodes.Status200OK, person, []) : Problems.NoPerson();

    private static async Task<IResult> ChangePasswordAsync(HttpContext context, IPeopleStore store, Membership members, PasswordDoor door, CancellationToken cancel)
    {
        if (await FindAsync(context, store, cancel) is not { } person) return Problems.NoPerson();
        var form = await context.Request.ReadFormAsync(cancel);
        var (current, next) = (form["current"].ToString(), form["password"].ToString());
        var faults = form["repeat"] == next ? await members.CheckPasswordAsync(person, next) : [PasswordView.NotTheSame];
        if (faults.Count == 0 && await door.ConfirmAsync(context, person, current, cancel) is { } refusal)
            faults = [refusal == SignInRefusal.Wrong ? "The password until now is another one." : refusal.Sentence];
        if (faults.Count == 0) await members.SetPasswordAsync(person, next, cancel);
        Audited.Note(context, null, person.Name, faults.Count > 0 ? AuditOutcome.Failed : AuditOutcome.Done);
        return faults.Count > 0 ? Page(StatusCodes.Status400BadRequest, person, faults) : Results.LocalRedirect($"{Refusals.SignInPath}?changed");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, CancellationToken cancel)
    {
        await context.SignOutAsync(IdentityConstants.ApplicationScheme); // which ends the session in the database
        return Results.LocalRedirect(Refusals.SignInPath);
    }

    private static async Task<IResult> SignOutEverywhereAsync(HttpContext context, IPeopleStore store, CancellationToken cancel)
    {
        if (await FindAsync(context, store, cancel) is not { } person) return Problems.NoPerson();
        var ended = await store.EndSessionsAsync(person.PersonId, cancel);
        Audited.Note(context, $"{ended} sessions", person.Name);
        return await SignOutAsync(context, cancel);
    }

    /// <summary>Null for a program with a key.</summary>
    private static async Task<Person?> FindAsync(HttpContext context, IPeopleStore store, CancellationToken cancel) =>
        context.User.Identity?.AuthenticationType == IdentityConstants.ApplicationScheme
            ? await store.FindPersonAsync(long.Parse(context.User.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture), cancel)
            : null;

    private static IResult Page(int status, Person person, IReadOnlyList<string> faults) => Rendered.Of<MePage>(new { Person = person, Problems = faults }, status);
}
