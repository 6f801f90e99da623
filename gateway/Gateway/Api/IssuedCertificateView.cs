namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>POST /api/devices/{id}/certificate</c>.</summary>
/// <param name="Certificate">PEM.</param>
/// <param name="PrivateKey">PEM, shown this once and kept nowhere; null where the request brought its own.</param>
/// <param name="Ca">What the device trusts the gateway by.</param>
public sealed record IssuedCertificateView(string DeviceId, string Serial, string Until, string Certificate, string? PrivateKey, string Ca);
