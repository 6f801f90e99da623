using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Mqtt.Client;

/// <summary>The client's half of TLS 1.2 and 1.3.</summary>
internal sealed class TlsClient(MqttClientOptions options, MqttTlsOptions tls)
{
    private readonly string _host = tls.TargetHost ?? options.Host;
    private string? _distrust;
    private bool _isAsked;

    public async Task<TransportLink> SecureAsync(Stream stream, CancellationToken cancel)
    {
        var secure = new SslStream(stream);
        try
        {
            var own = OwnCertificate();
            await secure.AuthenticateAsClientAsync(How(own), cancel);
            if (secure.RemoteCertificate is X509Certificate2 shown) tls.Inspect?.Invoke(shown);
            return new TransportLink(secure, Hint(own));
        }
        catch (Exception e)
        {
            await secure.DisposeAsync();
            if (_distrust is not null) throw new MqttConnectException($"certificate not trusted: {_distrust}", e);
            if (e is not (AuthenticationException or IOException) or MqttConnectException) throw;
            throw new MqttConnectException($"no TLS with {options.Broker}: {(e.InnerException ?? e).Message}; {Hint(tls.ClientCertificate) ?? "does it speak TLS there?"}", e);
        }
    }

    private SslClientAuthenticationOptions How(X509Certificate2? own) => new()
    {
        TargetHost = _host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
        {
            _isAsked |= remote is not null; // before that it only asks what there would be
            return own!;
        },
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None || tls.AcceptInvalidCertificates) return true;
            _distrust = Distrust.Explain(certificate, chain, errors, _host);
            return false;
        },
    };

    /// <summary>What the broker may have meant when it ends the connection: in TLS 1.3 it looks at a client's certificate after the client's handshake.</summary>
    private string? Hint(X509Certificate2? own) => (_isAsked, own) switch
    {
        (_, not null) => $"it may not trust the client certificate {own.Subject}",
        (true, null) => "it asks for a client certificate: set ClientCertificate or ClientCertificateFile",
        _ => null,
    };

    private X509Certificate2? OwnCertificate()
    {
        if (tls.ClientCertificateFile is not { } file) return tls.ClientCertificate;
        try
        {
            return MqttServerTlsOptions.ReadPem(file, tls.ClientKeyFile).Certificate;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new MqttConnectException($"client certificate not readable: {file}: {e.Message}", e);
        }
    }

    private X509ChainPolicy? Policy()
    {
        if (tls.CaFile is null && tls.CaCertificates is null) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        if (tls.CaCertificates is not null) policy.CustomTrustStore.AddRange(tls.CaCertificates);
        if (tls.CaFile is not { } file) return policy;
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new MqttConnectException($"CA file not readable: {file}: {e.Message}", e);
        }
        return policy.CustomTrustStore.Count > 0 ? policy : throw new MqttConnectException($"CA file without a certificate: {file}");
    }
}
