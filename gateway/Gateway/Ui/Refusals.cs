using Microsoft.AspNetCore.Http.Extensions;
using Nanofleet.Gateway.Security.Audit;

namespace Nanofleet.Gateway.Ui;

/// <summary>How somebody who may not come in is told: a person by a page, a program by a status and a sentence.</summary>
internal static class Refusals
{
    public const string SignInPath = "/sign-in";

    /// <summary>To the sign-in page, and from there back to where he wanted to go.</summary>
    public static Task SendToSignInAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && IsPerson(request)) context.Response.Redirect(AddressFor(request.GetEncodedPathAndQuery()));
        else (context.Response.StatusCode, context.Response.Headers.WWWAuthenticate) = (StatusCodes.Status401Unauthorized, "Bearer");
        if (request.Headers.ContainsKey("HX-Request")) context.Response.Headers["HX-Redirect"] = SignInPath; // the page that asked stays no longer
        return Task.CompletedTask;
    }

    /// <summary>Somebody who is known tried what he may not: that is worth remembering.</summary>
    public static async Task ForbidAsync(HttpContext context)
    {
        var denied = new AuditEntry(AuditActions.Denied, $"{context.Request.Method} {context.Request.Path}") { Outcome = AuditOutcome.Denied };
        await context.RequestServices.GetRequiredService<IAuditLog>().WriteAsync(denied, context.RequestAborted);
        var answer = IsPerson(context.Request) ? Problems.NotAllowed() : Results.Problem("This needs another role, or a key with another scope.", statusCode: StatusCodes.Status403Forbidden);
        await answer.ExecuteAsync(context);
    }

    public static Task TooManyAsync(HttpContext context) => IsPerson(context.Request)
        ? Problems.TooMany().ExecuteAsync(context)
        : Results.Problem("Too many requests; see Retry-After.", statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);

    /// <summary>Browsers say so when they open a page.</summary>
    public static bool IsPerson(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static string AddressFor(string wanted) => wanted == "/" ? SignInPath : SignInPath + QueryString.Create("returnUrl", wanted).ToUriComponent();
}
