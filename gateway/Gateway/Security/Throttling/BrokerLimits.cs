using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>The measures of devices at the gateway's own broker.</summary>
public sealed class BrokerLimits(DeviceBudgets budgets, MqttOptions mqtt)
{
    private readonly byte[][] _roots = [.. new[] { Topics.Root, Topics.SingularRoot }.Select(root => Encoding.UTF8.GetBytes(Topics.Under(mqtt.Namespace ?? "", root) + "/"))];

    /// <summary>For a client that was let in; null where nothing is measured.</summary>
    public IMqttThrottle? For(MqttPeer peer) => budgets.IsOn ? new ClientThrottle(budgets, _roots, Name(peer), peer.Tag is DeviceGrant) : null;

    /// <summary>Counts a connection of a client that has shown who it is; a device that comes again and again is sent away.</summary>
    public MqttReasonCode Admit(MqttPeer peer) =>
        !budgets.IsOn || budgets.Of(Name(peer)).TryConnect() ? MqttReasonCode.Success : MqttReasonCode.ConnectionRateExceeded;

    private static string Name(MqttPeer peer) => (peer.Tag as DeviceGrant)?.DeviceId ?? peer.ClientId;
}
