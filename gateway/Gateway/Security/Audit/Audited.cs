using Nanofleet.Gateway.Commands;

namespace Nanofleet.Gateway.Security.Audit;

/// <summary>
/// Writes what an endpoint did to the audit log, after it did it: <c>.WithAudit("command.send")</c>. The subject is what the address
/// names; an endpoint that knows more says so with <see cref="Note"/>.
/// </summary>
internal static partial class Audited
{
    private static readonly string[] Subjects = ["id", "group", "name"];
    private static readonly object Noted = new();

    public static RouteHandlerBuilder WithAudit(this RouteHandlerBuilder endpoint, string action) =>
        endpoint.WithMetadata(new AuditedAs(action)).AddEndpointFilter((invocation, next) => InvokeAsync(invocation, next, action));

    /// <summary>What else is worth knowing of this request: never a value, only a name.</summary>
    public static void Note(HttpContext context, string? detail, string? subject = null, AuditOutcome? outcome = null) =>
        context.Items[Noted] = new Remark(detail, subject, outcome);

    /// <summary>What the board said is between it and whoever sent the command: here it counts whether the command went out.</summary>
    public static AuditOutcome OutcomeOf(CommandResult result) =>
        result.Outcome is CommandOutcome.Answered or CommandOutcome.Accepted or CommandOutcome.TimedOut ? AuditOutcome.Done : AuditOutcome.Failed;

    private static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, string action)
    {
        var result = await next(invocation);
        var context = invocation.HttpContext;
        var remark = context.Items[Noted] as Remark;
        var subject = remark?.Subject ?? Subjects.Select(name => context.Request.RouteValues[name]?.ToString()).FirstOrDefault(value => value is not null);
        var outcome = remark?.Outcome ?? (result is IStatusCodeHttpResult { StatusCode: >= 400 } ? AuditOutcome.Failed : AuditOutcome.Done);
        await WriteAsync(context, new AuditEntry(action, subject, remark?.Detail) { Outcome = outcome });
        return result;
    }

    /// <summary>What was done cannot be undone because it could not be written down: then it stands in the log at least.</summary>
    private static async Task WriteAsync(HttpContext context, AuditEntry entry)
    {
        try
        {
            await context.RequestServices.GetRequiredService<IAuditLog>().WriteAsync(entry, CancellationToken.None);
        }
        catch (Store.StoreUnavailableException e)
        {
            LogLost(context.RequestServices.GetRequiredService<ILogger<AuditLog>>(), context.User.Identity?.Name, entry.Action, entry.Subject, entry.Outcome, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Not in the audit log: {Actor} {Action} {Subject}, {Outcome}. {Cause}")]
    private static partial void LogLost(ILogger log, string? actor, string action, string? subject, AuditOutcome outcome, string cause);

    private sealed record Remark(string? Detail, string? Subject, AuditOutcome? Outcome);
}
