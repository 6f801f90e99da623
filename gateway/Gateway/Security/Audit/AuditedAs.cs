namespace Nanofleet.Gateway.Security.Audit;

/// <summary>Marks an endpoint whose doings stand in the audit log.</summary>
internal sealed record AuditedAs(string Action);
