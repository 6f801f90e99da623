namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/gaps</c>, the boots last heard of first.</summary>
public sealed record GapList(IReadOnlyList<GapView> Gaps);
