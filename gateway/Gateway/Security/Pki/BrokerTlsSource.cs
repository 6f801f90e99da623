using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>What the broker's TLS shows and whom it trusts, at each handshake: what the settings name, and the gateway's own where they name nothing.</summary>
public sealed class BrokerTlsSource(BrokerOptions broker, BrokerTlsFiles files, GatewayCertificates? own)
{
    private readonly Lock _gate = new();
    private MqttServerTlsOptions? _newest;

    /// <summary>The same object as long as nothing has changed.</summary>
    public MqttServerTlsOptions Current
    {
        get
        {
            var certificate = files.Certificate ?? own!.Server;
            var authorities = broker.ClientCertificates == MqttClientCertificates.None ? [] : files.ClientAuthorities ?? own!.Trusted;
            lock (_gate)
            {
                if (_newest is null || !ReferenceEquals(_newest.Certificate, certificate) || !AreSame(_newest.ClientAuthorities, authorities))
                {
                    _newest = new MqttServerTlsOptions
                    {
                        Certificate = certificate,
                        Intermediates = files.Intermediates,
                        ClientCertificates = broker.ClientCertificates,
                        ClientAuthorities = authorities,
                    };
                }

                return _newest;
            }
        }
    }

    private static bool AreSame(X509Certificate2Collection one, X509Certificate2Collection other) => one.SequenceEqual(other);
}
