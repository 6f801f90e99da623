namespace Nanofleet.Gateway.Api;

/// <summary>Body of <c>PUT /api/devices/{id}/state</c>.</summary>
public sealed record AdmissionRequest(string? State);
