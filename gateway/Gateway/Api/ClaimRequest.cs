namespace Nanofleet.Gateway.Api;

/// <summary>Body of <c>POST /api/claims</c>.</summary>
public sealed record ClaimRequest(string? DeviceId);
