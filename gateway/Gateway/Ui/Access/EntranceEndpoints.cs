using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Access;

/// <summary>By which people come in: name and password here, a link that works once in <see cref="LinkEndpoints"/>.</summary>
internal static class EntranceEndpoints
{
    /// <summary>A name and passwords: strangers must not fill the memory with more.</summary>
    private const int LargestForm = 16 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous().WithMetadata(Entrance.Mark, new RequestSizeLimitAttribute(LargestForm));
        var limited = open.MapGroup("").RequireRateLimiting(RateLimits.Entrance);
        open.MapGet(Refusals.SignInPath, ShowSignIn);
        limited.MapPost(Refusals.SignInPath, SignInAsync);
        LinkEndpoints.Map(open, limited);
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

    private static IResult Page(int status, SignInView view) => Rendered.Of<SignInPage>(new { View = view }, status);
}
