using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <param name="Means">How the actor was known: session, key or none.</param>
/// <param name="Outcome">done, failed or denied.</param>
public sealed record AuditView(long Id, string At, string Actor, string Means, string? Address, string Action, string? Subject, string? Detail, string Outcome)
{
    public static AuditView Of(AuditRecord record) => new(
        record.Id, Timestamps.Text(record.AtMs), record.Actor, record.Means, record.Address, record.Action, record.Subject, record.Detail, record.Outcome.ToString().ToLowerInvariant());
}
