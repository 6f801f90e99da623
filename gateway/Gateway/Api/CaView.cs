using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Security.Pki.Change;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/ca</c>: by what the gateway is known.</summary>
/// <param name="Fingerprint">SHA-256 of the CA's certificate, as OpenSSL writes it.</param>
/// <param name="CertificateUntil">The end of the certificate that is shown; it is renewed before.</param>
/// <param name="Next">The CA that is to follow; null while nothing changes.</param>
/// <param name="Obstacle">A sentence where none may follow; else null.</param>
public sealed record CaView(string Fingerprint, string Until, string CertificateUntil, IReadOnlyList<string> Names, NextCaView? Next, string? Obstacle)
{
    public static async Task<CaView> OfAsync(GatewayCertificates certificates, CaChange change, CancellationToken cancel)
    {
        var server = certificates.Server;
        return new CaView(
            Security.Pki.Fingerprint.Of(certificates.Authority), Time(certificates.Authority.NotAfter), Time(server.NotAfter), CertificateNames.In(server),
            certificates.NextAuthority is { } next ? NextCaView.Of(Security.Pki.Fingerprint.Of(next), await change.StandingsAsync(cancel)) : null,
            change.Obstacle);
    }

    private static string Time(DateTime local) => Timestamps.Text(new DateTimeOffset(local).ToUnixTimeMilliseconds())!;
}
