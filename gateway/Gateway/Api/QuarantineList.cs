namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/quarantine</c>, the last seen first.</summary>
/// <param name="Rows">Different messages kept, of which these are some.</param>
/// <param name="Evicted">Different messages that had to make room.</param>
public sealed record QuarantineList(long Rows, long Evicted, IReadOnlyList<QuarantineView> Messages);
