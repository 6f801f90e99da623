namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/devices/{id}/commands</c>, newest first.</summary>
public sealed record CommandList(string DeviceId, IReadOnlyList<CommandView> Commands);
