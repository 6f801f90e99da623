using Nanofleet.Gateway.Security.Pki.Clients;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Claims;

/// <summary>A claim code, which is shown this once.</summary>
public sealed record IssuedClaim(string Code, long ExpiresMs);

/// <summary>What came of a registration; the rest is there only where it is done.</summary>
/// <param name="Certificate">For the board to show to the broker; null where that asks for none.</param>
public sealed record IssuedCredentials(ProvisionOutcome Outcome, string User = "", string Password = "", string Token = "", long TokenExpiresMs = 0, IssuedCertificate? Certificate = null);

/// <param name="Stored">Messages stored since the registration.</param>
/// <param name="FirstStoredMs">When the first of them was seen here.</param>
public sealed record ProvisionProgress(string DeviceId, Admission Admission, bool IsOnline, long Stored, long? FirstStoredMs);
