using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Claims;

/// <summary>A claim code, which is shown this once.</summary>
public sealed record IssuedClaim(string Code, long ExpiresMs);

/// <summary>What came of a registration; the rest is there only where it is done.</summary>
public sealed record IssuedCredentials(ProvisionOutcome Outcome, string User = "", string Password = "", string Token = "", long TokenExpiresMs = 0);

/// <param name="Stored">Messages stored since the registration.</param>
/// <param name="FirstStoredMs">When the first of them was seen here.</param>
public sealed record ProvisionProgress(string DeviceId, Admission Admission, bool IsOnline, long Stored, long? FirstStoredMs);
