using Microsoft.AspNetCore.Antiforgery;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Keys;

namespace Nanofleet.Gateway.Ui;

/// <summary>
/// What a browser sends by itself, its cookies, does not prove that the person meant it: whatever changes something needs the token
/// of one of the gateway's own pages, too. A program with a key needs none, outside of the pages.
/// </summary>
internal static class ForgeryGuard
{
    public static async ValueTask<object?> CheckPageAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        IsSafe(invocation.HttpContext) || await HasTokenAsync(invocation.HttpContext) ? await next(invocation) : Problems.OldForm(invocation.HttpContext);

    public static async ValueTask<object?> CheckApiAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (IsSafe(context) || context.User.Identity is not { IsAuthenticated: true } who || who.AuthenticationType == ApiKeyHandler.SchemeName || await HasTokenAsync(context)) return await next(invocation);
        return Results.Problem("With a cookie this needs the header RequestVerificationToken of a page of the gateway; programs use an API key.", statusCode: StatusCodes.Status400BadRequest);
    }

    private static bool IsSafe(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static async Task<bool> HasTokenAsync(HttpContext context)
    {
        try
        {
            if (!await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context)) return false;
            return !context.Request.HasFormContentType || !NulGuard.IsIn(await context.Request.ReadFormAsync(context.RequestAborted));
        }
        catch (AntiforgeryValidationException)
        {
            return false; // a form that cannot be read: too large, too many fields, broken off
        }
    }
}
