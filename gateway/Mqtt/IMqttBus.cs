namespace Nanofleet.Mqtt;

/// <summary>What a broker in this process and a connection to one have in common.</summary>
public interface IMqttBus
{
    /// <summary>
    /// Publishes one message. The payload may be reused after the task completes. In the client the task completes when
    /// the message is written (QoS 0) or when the broker answered (QoS 1 and 2); in the broker when every subscriber's
    /// session has it. The broker's refusal is a value; a broken link is an <see cref="MqttConnectionException"/>.
    /// </summary>
    ValueTask<MqttReasonCode> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        MqttQoS qos = MqttQoS.AtMostOnce,
        bool retain = false,
        CancellationToken cancel = default);
}
