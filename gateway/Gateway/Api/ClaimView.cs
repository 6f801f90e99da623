namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>POST /api/claims</c>.</summary>
public sealed record ClaimView(string ClaimCode, string ExpiresAt);
