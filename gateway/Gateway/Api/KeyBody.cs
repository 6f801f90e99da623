namespace Nanofleet.Gateway.Api;

/// <summary>Body of <c>POST /api/keys</c>: <c>{"name":"dashboard","scopes":["read"],"days":365}</c>.</summary>
/// <param name="Days">For how long it works; absent: until it is revoked.</param>
public sealed record KeyBody(string? Name, IReadOnlyList<string?>? Scopes, int? Days);
