using Microsoft.AspNetCore.Http.HttpResults;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Text;

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
            return Page(StatusCodes.Status503ServiceUnavailable, "The database cannot be reached", $"{e.Message} {Meanwhile(context.HttpContext.RequestServices.GetRequiredService<MessageSpool>())} This page tries again by itself.", refreshSeconds: 5);
        }
    }

    private static string Meanwhile(MessageSpool spool) => spool.IsOn
        ? $"What boards send meanwhile waits on the gateway's own disk, messages so far: {Figure.Of(spool.Counts.Messages)}."
        : "Boards keep their readings meanwhile.";

    public static IResult UnknownDevice(string id) =>
        Page(StatusCodes.Status404NotFound, "No such device", $"No message of a device named “{id}” has been stored. Names are case-sensitive.");

    public static IResult NotInQuarantine(long id) =>
        Page(StatusCodes.Status404NotFound, "Not in quarantine", $"Message {id} is not, or no longer, in quarantine: it was used after all, or made room for newer ones.");

    public static IResult OldForm() =>
        Page(StatusCodes.Status400BadRequest, "Nothing was done", "This page is too old, or not the gateway's own: go back, reload it and press again.");

    public static IResult NotSent(string problem) => Page(StatusCodes.Status400BadRequest, "The command was not sent", problem);

    public static IResult NotChanged(string problem) => Page(StatusCodes.Status400BadRequest, "The settings were not changed", problem);

    private static RazorComponentResult<ProblemPage> Page(int status, string title, string text, int? refreshSeconds = null) =>
        new(new { Title = title, Text = text, RefreshSeconds = refreshSeconds }) { StatusCode = status, PreventStreamingRendering = true };
}
