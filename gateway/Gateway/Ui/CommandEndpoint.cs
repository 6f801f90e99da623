using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Ui.Parts;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui;

/// <summary>
/// Takes the forms of a device's page. With script the answer goes into the page as a fragment; without, the browser is
/// sent back to the page, which finds the answer in the database: reloading it sends nothing twice.
/// </summary>
internal static class CommandEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/devices/{id}/commands", SendAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Command);

    private static async Task<IResult> SendAsync(
        string id, HttpContext context, CommandsOptions options, CommandDispatcher dispatcher, CancellationToken cancel)
    {
        if (!CommandForm.TryRead(await context.Request.ReadFormAsync(cancel), options, out var request, out var problem))
            return NotSent(context, problem);
        var result = await dispatcher.SendAsync(id, request, cancel);
        Audited.Note(context, request.Action, id, Audited.OutcomeOf(result));
        if (IsFragment(context)) return Fragment(AnswerView.Of(request.Action, result), StatusCodes.Status200OK);
        return result.Outcome is CommandOutcome.Answered or CommandOutcome.Accepted or CommandOutcome.TimedOut
            ? Results.Redirect($"/devices/{Uri.EscapeDataString(id)}?command={Uri.EscapeDataString(result.RequestId)}#commands")
            : NotSent(context, result.Detail!);
    }

    /// <summary>htmx says so when it asks.</summary>
    private static bool IsFragment(HttpContext context) => context.Request.Headers.ContainsKey("HX-Request");

    private static IResult NotSent(HttpContext context, string problem) => IsFragment(context)
        ? Fragment(AnswerView.NotSent(problem), StatusCodes.Status400BadRequest)
        : Problems.NotSent(problem);

    private static IResult Fragment(AnswerView answer, int status) => Rendered.Of<CommandAnswer>(new { Answer = answer }, status);
}
