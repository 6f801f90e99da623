using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>The measures of devices at the gateway's own broker.</summary>
public sealed class BrokerLimits(DeviceBudgets budgets, MqttOptions mqtt, LimitsOptions options)
{
    private readonly TopicBudgets _byTopic = new(budgets, mqtt);

    /// <summary>Every device has a share of the retained messages, whoever publishes for it: one alone could fill the room of all.</summary>
    public void ShareRetained(MqttBrokerOptions broker)
    {
        if (!budgets.IsOn) return;
        broker.RetainedBranches = TopicBudgets.Roots(mqtt);
        if (options.RetainedMessages > 0) broker.MaximumRetainedMessagesPerBranch = options.RetainedMessages;
        if (options.RetainedBytes > 0) broker.MaximumRetainedBytesPerBranch = options.RetainedBytes;
        broker.RetainedRefused = topic => _byTopic.Of(topic)?.AddNotRetained();
    }

    /// <summary>For a client that was let in; null where nothing is measured.</summary>
    public IMqttThrottle? For(MqttPeer peer) => budgets.IsOn ? new ClientThrottle(_byTopic, budgets.Of(Name(peer)), peer.Tag is DeviceGrant) : null;

    /// <summary>Counts a connection of a client that has shown who it is; a device that comes again and again is sent away.</summary>
    public MqttReasonCode Admit(MqttPeer peer) =>
        !budgets.IsOn || budgets.Of(Name(peer)).TryConnect() ? MqttReasonCode.Success : MqttReasonCode.ConnectionRateExceeded;

    private static string Name(MqttPeer peer) => (peer.Tag as DeviceGrant)?.DeviceId ?? peer.ClientId;
}
