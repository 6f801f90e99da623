namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/quarantine</c>, the last seen first. Of large payloads it has the beginning.</summary>
/// <param name="Rows">Different messages kept, of which these are some.</param>
/// <param name="Bytes">Of all their payloads.</param>
/// <param name="Evicted">Different messages that had to make room.</param>
/// <param name="NextCursor">To be given back for the page after this one; null at the end.</param>
public sealed record QuarantineList(long Rows, long Bytes, long Evicted, IReadOnlyList<QuarantineView> Messages, string? NextCursor);
