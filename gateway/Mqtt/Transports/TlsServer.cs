using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Mqtt.Transports;

/// <summary>The broker's half of TLS: made once per certificate, so that its certificate's chain is put together once.</summary>
internal sealed class TlsServer
{
    /// <summary>Client authentication (RFC 5280 §4.2.1.12): a server's certificate does not make its owner a client.</summary>
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly MqttServerTlsOptions _options;
    private readonly SslStreamCertificateContext _certificate;
    private readonly TimeProvider _clock;

    /// <exception cref="ArgumentException">What would let the wrong clients in, or none.</exception>
    public TlsServer(MqttServerTlsOptions options, TimeProvider clock)
    {
        if (!options.Certificate.HasPrivateKey) throw new ArgumentException($"the certificate {options.Certificate.Subject} has no private key");
        if (options.ClientCertificates != MqttClientCertificates.None && options.ClientAuthorities.Count == 0)
            throw new ArgumentException("client certificates are asked for, but ClientAuthorities does not say whose are trusted");
        _options = options;
        _clock = clock;
        _certificate = SslStreamCertificateContext.Create(options.Certificate, options.Intermediates, offline: true);
    }

    public MqttServerTlsOptions Options => _options;

    /// <summary>Makes the handshake. A client that breaks it, is not trusted or takes too long is an exception.</summary>
    public async Task<SslStream> SecureAsync(IDuplexPipe transport, CancellationToken cancel)
    {
        var secure = new SslStream(new DuplexStream(transport));
        using var limit = new CancellationTokenSource(_options.HandshakeTimeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await secure.AuthenticateAsServerAsync(How(), both.Token);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private SslServerAuthenticationOptions How() => new()
    {
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ServerCertificateContext = _certificate,
        ClientCertificateRequired = _options.ClientCertificates != MqttClientCertificates.None,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is null ? _options.ClientCertificates != MqttClientCertificates.Required : errors == SslPolicyErrors.None,
    };

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = _clock.GetUtcNow().LocalDateTime };
        policy.CustomTrustStore.AddRange(_options.ClientAuthorities);
        policy.ApplicationPolicy.Add(new Oid(ClientUse));
        return policy;
    }
}
