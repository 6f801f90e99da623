namespace Nanofleet.Gateway.Api;

/// <summary>Body of <c>POST /api/quarantine/replay</c>: which messages; what is left out does not matter.</summary>
public sealed record ReplayRequest(string? DeviceId, string? Reason);
