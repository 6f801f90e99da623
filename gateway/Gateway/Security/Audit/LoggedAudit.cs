namespace Nanofleet.Gateway.Security.Audit;

/// <summary>The audit log as lines of the log.</summary>
internal sealed partial class LoggedAudit(ILogger<LoggedAudit> log) : IAuditLog
{
    public ValueTask WriteAsync(AuditEntry entry, CancellationToken cancel)
    {
        Log(log, entry.Action, entry.Subject, entry.Detail, entry.Outcome);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Action} {Subject} {Detail}: {Outcome}")]
    private static partial void Log(ILogger log, string action, string? subject, string? detail, AuditOutcome outcome);
}
