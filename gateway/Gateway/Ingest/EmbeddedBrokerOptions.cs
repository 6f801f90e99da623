using System.Net;
using System.Security.Cryptography;
using System.Text;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>How the gateway's own broker is set up.</summary>
public static class EmbeddedBrokerOptions
{
    /// <summary>A second, of connections that come over the network where the settings say nothing.</summary>
    private const int DefaultRate = 2000;

    private const int DefaultRatePerAddress = 500;

    public static MqttBrokerOptions From(MqttOptions mqtt, BrokerOptions broker, GatewayAudience audience, IMqttStore? store = null) => new()
    {
        HostFilters = TopicFilters.Wide(mqtt),
        Store = store,
        ConnectionRate = Rate(broker.ConnectionsPerSecond ?? (broker.IsReachable ? DefaultRate : 0)),
        ConnectionRatePerAddress = Rate(broker.ConnectionsPerSecondPerAddress ?? (broker.IsReachable ? DefaultRatePerAddress : 0)),
        MaximumKeepAlive = broker.MaximumKeepAlive,
        AuthorizeSubscribe = (_, filter, _) =>
        {
            audience.Hear(filter);
            return MqttReasonCode.Success;
        },
        Authenticate = broker.User is null ? OnlyThisMachine : Authentication(broker.User, broker.Password ?? ""),
    };

    /// <summary>After a quiet time two seconds' worth at once.</summary>
    private static MqttRate? Rate(int perSecond) => perSecond == 0 ? null : new MqttRate(perSecond, 2 * perSecond);

    /// <summary>Without credentials nobody comes in from a network, nor by TLS, which is there for those who do.</summary>
    private static ValueTask<MqttReasonCode> OnlyThisMachine(MqttPeer peer, ReadOnlyMemory<byte> password, CancellationToken cancel)
    {
        var isHere = !peer.IsSecure && (peer.RemoteEndPoint is not IPEndPoint remote || IPAddress.IsLoopback(remote.Address));
        return ValueTask.FromResult(isHere ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized);
    }

    private static MqttAuthenticate Authentication(string user, string password)
    {
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(password));
        return (peer, offered, _) =>
        {
            // Hashed first, so that the time of the comparison tells nothing of the password, not even its length.
            var same = CryptographicOperations.FixedTimeEquals(SHA256.HashData(offered.Span), expected);
            return ValueTask.FromResult(same && peer.User == user ? MqttReasonCode.Success : MqttReasonCode.BadUserNameOrPassword);
        };
    }
}
