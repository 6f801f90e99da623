namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/audit</c>, the newest first.</summary>
/// <param name="Before">For the next page, as <c>?before=</c>; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditView> Entries, long? Before);
