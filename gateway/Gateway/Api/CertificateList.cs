namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/devices/{id}/certificates</c>: those that have not ended, the newest first.</summary>
public sealed record CertificateList(string DeviceId, IReadOnlyList<CertificateView> Certificates);
