using Nanofleet.Gateway.Security;

namespace Nanofleet.Gateway.Ui;

/// <summary>
/// What is answered where no endpoint had a word to say: an unknown address, a button's address that was opened, an address that cannot
/// be read, a session that ended, a bug. People get a page, programs problem details (RFC 9457). None of it tells what exists.
/// </summary>
internal static class BareAnswers
{
    public static void UseBareAnswers(this WebApplication app)
    {
        var bugs = Api.BadRequests.Told;
        bugs.ExceptionHandler = AnswerBugAsync;
        app.UseExceptionHandler(bugs);
        app.UseStatusCodePages(context => AnswerAsync(context.HttpContext));
    }

    /// <summary>After who asks is known, and how often.</summary>
    public static Task RefuseUnknownAddressAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not null) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>The headers that were set before the bug are gone.</summary>
    private static Task AnswerBugAsync(HttpContext context) => SecurityHeaders.AddAsync(context, AnswerAsync);

    private static Task AnswerAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var isPage = Refusals.IsPerson(context.Request) && !context.Request.Path.StartsWithSegments("/api");
        return (isPage ? Page(status) : Results.Problem(FixOf(status), statusCode: status)).ExecuteAsync(context);
    }

    /// <summary>For programs; null where the status says it all.</summary>
    private static string? FixOf(int status) => status == StatusCodes.Status401Unauthorized
        ? "Send an API key that is neither over nor revoked, as in 'Authorization: Bearer nfk_…'; an admin makes one on the page 'API keys'."
        : null;

    private static IResult Page(int status) => status switch
    {
        StatusCodes.Status400BadRequest => Problems.Page(status, "This was not understood", "Something in the address, or in what was sent, is not what it should be, such as a word where a number belongs."),
        StatusCodes.Status401Unauthorized => Problems.Page(status, "You are not signed in", "Nothing was done: your session is over. Sign in, and do it again."),
        StatusCodes.Status404NotFound => Problems.Page(status, "There is no such page", "The address was mistyped, or what it led to is gone."),
        StatusCodes.Status405MethodNotAllowed => Problems.Page(status, "This is not a page", "A button of another page leads here: go back, and press it there."),
        StatusCodes.Status413PayloadTooLarge => Problems.Page(status, "This is too much", "More was sent than the gateway takes at once."),
        StatusCodes.Status500InternalServerError => Problems.Page(status, "Something is wrong with the gateway", "What went wrong stands in its log. Try again; where that does not help, tell whoever runs it."),
        _ => Problems.Page(status, "This did not work", $"The gateway answered with {status}."),
    };
}
