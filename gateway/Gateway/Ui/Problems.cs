using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Parts;
using Nanofleet.Gateway.Ui.Text;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui;

/// <summary>Pages that stand in for those that cannot be shown.</summary>
internal static class Problems
{
    /// <summary>Without its database the gateway has nothing to show, and says so until it is back.</summary>
    public static async ValueTask<object?> ShowAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (StoreUnavailableException e)
        {
            return Outage(context.HttpContext, e);
        }
    }

    /// <summary>The same, where not even who asks can be known.</summary>
    public static async Task CatchOutageAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (StoreUnavailableException e) when (!context.Response.HasStarted)
        {
            var answer = Refusals.IsPerson(context.Request) ? Outage(context, e) : Results.Problem($"The database does not answer; try again later. {e.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
            await answer.ExecuteAsync(context);
        }
    }

    private static IResult Outage(HttpContext context, StoreUnavailableException e) => Page(
        StatusCodes.Status503ServiceUnavailable, "The database cannot be reached", $"{e.Message} {Meanwhile(context.RequestServices.GetRequiredService<MessageSpool>())} This page tries again by itself.", refreshSeconds: 5);

    private static string Meanwhile(MessageSpool spool) => spool.IsOn
        ? $"What boards send meanwhile waits on the gateway's own disk, messages so far: {Figure.Of(spool.Counts.Messages)}."
        : "Boards keep their readings meanwhile.";

    public static IResult UnknownDevice(string id) =>
        Page(StatusCodes.Status404NotFound, "No such device", $"No message of a device named “{id}” has been stored. Names are case-sensitive.");

    public static IResult NotInQuarantine(long id) =>
        Page(StatusCodes.Status404NotFound, "Not in quarantine", $"Message {id} is not, or no longer, in quarantine: it was used after all, or made room for newer ones.");

    /// <summary>Into the page where htmx asks, else in place of it.</summary>
    public static IResult OldForm(HttpContext context) => context.Request.Headers.ContainsKey("HX-Request")
        ? Rendered.Of<CommandAnswer>(new { Answer = AnswerView.NotSent("This page is too old, or not the gateway's own: reload it and press again.") }, StatusCodes.Status400BadRequest)
        : Page(StatusCodes.Status400BadRequest, "Nothing was done", "This page is too old, or not the gateway's own: go back, reload it and press again.");

    public static IResult NotAllowed() =>
        Page(StatusCodes.Status403Forbidden, "You may not do this", "It needs another role than yours. An admin can give it to you, on the page of people.");

    public static IResult TooMany() =>
        Page(StatusCodes.Status429TooManyRequests, "Too many requests", "So many have come from your address, or under your name, that this one was not looked at. Try again in a minute.");

    public static IResult UsedLink() =>
        Page(StatusCodes.Status404NotFound, "This link does not work", "It was used, is too old, or a newer one has taken its place. Whoever gave it to you can make another.");

    public static IResult NoPerson() =>
        Page(StatusCodes.Status404NotFound, "No such person", "Nobody of this name can sign in any more, or you are a program with a key.");

    public static IResult NotSent(string problem) => Page(StatusCodes.Status400BadRequest, "The command was not sent", problem);

    public static IResult NotChanged(string problem) => Page(StatusCodes.Status400BadRequest, "The settings were not changed", problem);

    public static IResult PasswordNotChanged(string problem) => Page(StatusCodes.Status400BadRequest, "The password was not changed", problem);

    public static IResult Page(int status, string title, string text, int? refreshSeconds = null) =>
        Rendered.Of<ProblemPage>(new { Title = title, Text = text, RefreshSeconds = refreshSeconds }, status);
}
