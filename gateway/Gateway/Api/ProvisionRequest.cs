namespace Nanofleet.Gateway.Api;

/// <summary>Body of <c>POST /api/provision</c>.</summary>
/// <param name="Mac">And the model: for the audit log, so that the board can be found again.</param>
public sealed record ProvisionRequest(string? ClaimCode, string? DeviceId, string? Mac, string? Model, bool Replace);
