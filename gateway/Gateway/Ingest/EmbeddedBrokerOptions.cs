using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Security.Pki.Clients;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>How the gateway's own broker is set up.</summary>
public static class EmbeddedBrokerOptions
{
    /// <summary>A second, of connections that come over the network where the settings say nothing.</summary>
    private const int DefaultRate = 2000;

    private const int DefaultRatePerAddress = 500;

    public static MqttBrokerOptions From(MqttOptions mqtt, BrokerOptions broker, GatewayAudience audience, BrokerAccess access, ClientCertificateCheck certificates, BrokerLimits limits, IMqttStore? store = null)
    {
        var options = new MqttBrokerOptions
        {
            HostFilters = TopicFilters.Wide(mqtt),
            Store = store,
            ConnectionRate = Rate(broker.ConnectionsPerSecond ?? (broker.IsReachable ? DefaultRate : 0)),
            ConnectionRatePerAddress = Rate(broker.ConnectionsPerSecondPerAddress ?? (broker.IsReachable ? DefaultRatePerAddress : 0)),
            MaximumKeepAlive = broker.MaximumKeepAlive,
            Authenticate = async (peer, password, cancel) =>
            {
                var reason = await access.AuthenticateAsync(peer, password, cancel);
                if (!reason.IsFailure()) reason = certificates.Admit(peer);
                return reason.IsFailure() ? reason : limits.Admit(peer);
            },
            Throttle = limits.For,
            AuthorizePublish = access.AuthorizePublish,
            AuthorizeSubscribe = (peer, filter, _) =>
            {
                var reason = access.AuthorizeSubscribe(peer, filter);
                if (!reason.IsFailure()) audience.Hear(filter);
                return reason;
            },
        };
        limits.ShareRetained(options);
        return options;
    }

    /// <summary>After a quiet time two seconds' worth at once.</summary>
    private static MqttRate? Rate(int perSecond) => perSecond == 0 ? null : new MqttRate(perSecond, 2 * perSecond);
}
