using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Access;

/// <summary>
/// Links that work once. To open one uses nothing up: chat programs and mail scanners open links before people do. What uses it up is the
/// form behind it.
/// </summary>
internal static class LinkEndpoints
{
    /// <param name="limited">For what tries a code: so often a minute from one address.</param>
    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder limited)
    {
        open.MapGet("/setup", ShowSetupAsync);
        open.MapGet("/welcome", ShowWelcomeAsync);
        open.MapGet("/enter", ShowEnterAsync);
        limited.MapPost("/setup", SetUpAsync);
        limited.MapPost("/welcome", WelcomeAsync);
        limited.MapPost("/enter", EnterAsync);
    }

    private static async Task<IResult> ShowSetupAsync(string? code, OneTimeLinks links, CancellationToken cancel) =>
        await links.FindAsync(LinkKind.Setup, code, cancel) is null ? Problems.UsedLink() : Page(StatusCodes.Status200OK, PasswordView.Setup(code!));

    private static async Task<IResult> SetUpAsync(
        HttpContext context, OneTimeLinks links, IPeopleStore store, Membership members, SignInManager<Person> signIn, IAuditLog audit, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        string code = form["code"].ToString(), name = form["name"].ToString().Trim(), password = form["password"].ToString();
        if (await links.FindAsync(LinkKind.Setup, code, cancel) is null || await store.HasAdminAsync(cancel)) return Problems.UsedLink();
        var faults = form["repeat"] == password ? await members.CheckAsync(name, password) : [PasswordView.NotTheSame];
        if (faults.Count > 0) return Page(StatusCodes.Status400BadRequest, PasswordView.Setup(code, name, faults));
        if (await links.TakeAsync(LinkKind.Setup, code, cancel) is null) return Problems.UsedLink(); // somebody else just did
        var (person, late) = await members.AddAsync(name, Role.Admin, password);
        if (person is null) return Page(StatusCodes.Status400BadRequest, PasswordView.Setup(code, name, late));
        await signIn.SignInAsync(person, isPersistent: true);
        await audit.WriteAsync(new AuditEntry(AuditActions.Setup, person.Name, "the first admin") { Actor = person.Name }, cancel);
        return Results.LocalRedirect("/");
    }

    private static async Task<IResult> ShowWelcomeAsync(string? code, OneTimeLinks links, IPeopleStore store, CancellationToken cancel) =>
        await FindAsync(LinkKind.Password, code, links, store, cancel) is { } person ? Page(StatusCodes.Status200OK, PasswordView.Welcome(code!, person.Name)) : Problems.UsedLink();

    private static async Task<IResult> WelcomeAsync(
        HttpContext context, OneTimeLinks links, IPeopleStore store, Membership members, SignInManager<Person> signIn, IAuditLog audit, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        string code = form["code"].ToString(), password = form["password"].ToString();
        if (await FindAsync(LinkKind.Password, code, links, store, cancel) is not { } person) return Problems.UsedLink();
        var faults = form["repeat"] == password ? await members.CheckPasswordAsync(person, password) : [PasswordView.NotTheSame];
        if (faults.Count > 0) return Page(StatusCodes.Status400BadRequest, PasswordView.Welcome(code, person.Name, faults));
        if (await links.TakeAsync(LinkKind.Password, code, cancel) is null) return Problems.UsedLink();
        await members.SetPasswordAsync(person, password, cancel);
        await signIn.SignInAsync(person, isPersistent: true);
        await audit.WriteAsync(new AuditEntry(AuditActions.Password, person.Name, "by link") { Actor = person.Name }, cancel);
        return Results.LocalRedirect("/");
    }

    private static async Task<IResult> ShowEnterAsync(string? code, OneTimeLinks links, IPeopleStore store, CancellationToken cancel) =>
        await FindAsync(LinkKind.SignIn, code, links, store, cancel) is { } person
            ? Rendered.Of<EnterPage>(new { person.Name, Code = code! })
            : Problems.UsedLink();

    /// <summary>For programs that print such a link, such as the demo, and whoever opens it there: signs in without a password.</summary>
    private static async Task<IResult> EnterAsync(HttpContext context, OneTimeLinks links, IPeopleStore store, SignInManager<Person> signIn, IAuditLog audit, CancellationToken cancel)
    {
        var code = (await context.Request.ReadFormAsync(cancel))["code"].ToString();
        if (await links.TakeAsync(LinkKind.SignIn, code, cancel) is not { PersonId: { } id } || await store.FindPersonAsync(id, cancel) is not { } person) return Problems.UsedLink();
        await signIn.SignInAsync(person, isPersistent: true);
        await audit.WriteAsync(new AuditEntry(AuditActions.SignIn, person.Name, "by link") { Actor = person.Name }, cancel);
        return Results.LocalRedirect("/");
    }

    private static async Task<Person?> FindAsync(LinkKind kind, string? code, OneTimeLinks links, IPeopleStore store, CancellationToken cancel) =>
        await links.FindAsync(kind, code, cancel) is { PersonId: { } id } ? await store.FindPersonAsync(id, cancel) : null;

    private static IResult Page(int status, PasswordView view) => Rendered.Of<PasswordPage>(new { View = view }, status);
}
