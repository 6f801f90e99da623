using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Mqtt;
using Nanofleet.VirtualBoard.Power;

namespace Nanofleet.VirtualBoard.Link;

/// <summary>TLS as a board does it: certificates are checked against the board's own clock, which may still be in 1970.</summary>
internal static class BoardTls
{
    internal static async Task<Stream> SecureAsync(BoardLife life, Stream stream, string host, MqttTlsOptions tls, CancellationToken cancel)
    {
        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(Options(life, host, tls), cancel).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions Options(BoardLife life, string host, MqttTlsOptions tls)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = new DateTime(life.Clock.UtcTicks, DateTimeKind.Utc).ToLocalTime(),
        };
        if (tls.CaCertificates is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = tls.ClientCertificate is { } own ? [own] : null,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = tls.AcceptInvalidCertificates ? (_, _, _, _) => true : null,
        };
    }
}
