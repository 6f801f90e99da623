using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Access;

/// <summary>By which people come in: name and password, or a link that works once and lets them choose a password.</summary>
internal static class EntranceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous().WithMetadata(Entrance.Mark);
        open.MapGet(Refusals.SignInPath, ShowSignIn);
        open.MapGet("/setup", ShowSetupAsync);
        open.MapGet("/welcome", ShowWelcomeAsync);
        var limited = open.MapGroup("").RequireRateLimiting(RateLimits.Entrance);
        limited.MapGet("/enter", EnterAsync);
        limited.MapPost(Refusals.SignInPath, SignInAsync);
        limited.MapPost("/setup", SetUpAsync);
        limited.MapPost("/welcome", WelcomeAsync);
    }

    private static IResult ShowSignIn(string? returnUrl, string? changed) =>
        Page(StatusCodes.Status200OK, new SignInView(ReturnUrl: returnUrl, Notice: changed is null ? null : "The password is changed, and every session has ended. Sign in with the new one."));

    private static async Task<IResult> SignInAsync(HttpContext context, PasswordDoor door, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var (name, returnUrl) = (form["name"].ToString().Trim(), form["returnUrl"].ToString());
        if (await door.EnterAsync(context, name, form["password"].ToString(), cancel) is { } refusal)
            return Page(refusal.Status, new SignInView(name, returnUrl, refusal.Sentence));
        return Results.LocalRedirect(RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl : "/");
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
        await FindAsync(code, links, store, cancel) is { } person ? Page(StatusCodes.Status200OK, PasswordView.Welcome(code!, person.Name)) : Problems.UsedLink();

    private static async Task<IResult> WelcomeAsync(
        HttpContext context, OneTimeLinks links, IPeopleStore store, Membership members, SignInManager<Person> signIn, IAuditLog audit, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        string code = form["code"].ToString(), password = form["password"].ToString();
        if (await FindAsync(code, links, store, cancel) is not { } person) return Problems.UsedLink();
        var faults = form["repeat"] == password ? await members.CheckPasswordAsync(person, password) : [PasswordView.NotTheSame];
        if (faults.Count > 0) return Page(StatusCodes.Status400BadRequest, PasswordView.Welcome(code, person.Name, faults));
        if (await links.TakeAsync(LinkKind.Password, code, cancel) is null) return Problems.UsedLink();
        await members.SetPasswordAsync(person, password, cancel);
        await signIn.SignInAsync(person, isPersistent: true);
        await audit.WriteAsync(new AuditEntry(AuditActions.Password, person.Name, "by link") { Actor = person.Name }, cancel);
        return Results.LocalRedirect("/");
    }

    /// <summary>The link itself signs in: it is for programs that print it, such as the demo, and whoever clicks it there.</summary>
    private static async Task<IResult> EnterAsync(string? code, OneTimeLinks links, IPeopleStore store, SignInManager<Person> signIn, IAuditLog audit, CancellationToken cancel)
    {
        if (await links.TakeAsync(LinkKind.SignIn, code, cancel) is not { PersonId: { } id } || await store.FindPersonAsync(id, cancel) is not { } person) return Problems.UsedLink();
        await signIn.SignInAsync(person, isPersistent: true);
        await audit.WriteAsync(new AuditEntry(AuditActions.SignIn, person.Name, "by link") { Actor = person.Name }, cancel);
        return Results.LocalRedirect("/");
    }

    private static async Task<Person?> FindAsync(string? code, OneTimeLinks links, IPeopleStore store, CancellationToken cancel) =>
        await links.FindAsync(LinkKind.Password, code, cancel) is { PersonId: { } id } ? await store.FindPersonAsync(id, cancel) : null;

    private static RazorComponentResult<SignInPage> Page(int status, SignInView view) => new(new { View = view }) { StatusCode = status, PreventStreamingRendering = true };

    private static RazorComponentResult<PasswordPage> Page(int status, PasswordView view) => new(new { View = view }) { StatusCode = status, PreventStreamingRendering = true };
}
