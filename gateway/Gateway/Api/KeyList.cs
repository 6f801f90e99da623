namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/keys</c>, the newest first.</summary>
public sealed record KeyList(IReadOnlyList<KeyView> Keys);
