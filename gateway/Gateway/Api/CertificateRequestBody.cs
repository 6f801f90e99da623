namespace Nanofleet.Gateway.Api;

/// <summary>Body of <c>POST /api/devices/{id}/certificate</c>, which may be left out.</summary>
/// <param name="Csr">A signing request in PEM; null: the gateway makes the key.</param>
public sealed record CertificateRequestBody(string? Csr);
