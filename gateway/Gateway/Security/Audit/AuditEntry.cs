namespace Nanofleet.Gateway.Security.Audit;

/// <summary>Something that was done, or tried. Nothing in it may be a secret: it is shown to admins and kept for a year.</summary>
/// <param name="Action">Short, the same for all of its kind: <c>command.send</c>, <c>key.revoke</c>.</param>
/// <param name="Subject">What it was done to: a device, a person, a key.</param>
/// <param name="Detail">What else one wants to know of it.</param>
public sealed record AuditEntry(string Action, string? Subject = null, string? Detail = null)
{
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Done;

    /// <summary>Who did it, where that is not whoever makes the current request: a device, the gateway itself.</summary>
    public string? Actor { get; init; }
}
