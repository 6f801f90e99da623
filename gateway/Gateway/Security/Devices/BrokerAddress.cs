using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>Where boards find the broker: what they are told when they are registered.</summary>
public sealed class BrokerAddress(MqttOptions mqtt, BrokerOptions broker, IBrokerLink link, ITrustBundle trust)
{
    public string? Namespace => mqtt.Namespace;

    /// <summary>Null: the host at which whoever asks has reached the gateway.</summary>
    public string? Host => broker.PublicHost ?? mqtt.Host;

    public bool Tls => mqtt.IsEmbedded ? Own?.TlsEndPoint is not null : mqtt.Tls;

    public int Port => mqtt.IsEmbedded ? (Own?.TlsEndPoint ?? link.EndPoint)?.Port ?? broker.Port : mqtt.EffectivePort;

    public string? Ca => !Tls ? null : mqtt.IsEmbedded ? trust.Pem : mqtt.CaFile is { } file ? File.ReadAllText(file) : null;

    private EmbeddedBroker? Own => link as EmbeddedBroker;

    /// <summary>Whether programs have an account by one of the names that the device would have.</summary>
    public bool IsTaken(string deviceId) => (mqtt.IsEmbedded ? broker.User : mqtt.User) is { } user && DeviceUser.TryParse(user, out var taken, out _) && taken == deviceId;
}
