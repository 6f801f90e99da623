namespace Nanofleet.Gateway.Security;

/// <summary>PostgreSQL takes no NUL in a text, and nobody types one: a request with one in its query or its form is refused before it gets that far. Kestrel refuses it in a path.</summary>
internal static class NulGuard
{
    public static Task CheckQueryAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) != true) return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    public static bool IsIn(IFormCollection form) => form.Any(field => field.Value.Any(value => value?.Contains('\0') == true));
}
