namespace Nanofleet.Mqtt;

/// <summary>
/// A message on its way to the host. Topic, Payload and Properties borrow the connection's buffer: valid until the
/// receiver's task completes; copy what must live longer. Acknowledgement may be kept as long as needed.
/// </summary>
public readonly struct MqttDelivery(
    ReadOnlyMemory<byte> topic,
    ReadOnlyMemory<byte> payload,
    MqttQoS qos = MqttQoS.AtMostOnce,
    bool retain = false,
    bool duplicate = false,
    string? clientId = null,
    MqttAcknowledgement acknowledgement = default,
    MqttPropertyList properties = default)
{
    /// <summary>The topic name in UTF-8, already checked: well-formed, no wildcard.</summary>
    public ReadOnlyMemory<byte> Topic { get; } = topic;

    /// <summary>The application's bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>In the broker the publisher's QoS, in the client the one it was delivered with.</summary>
    public MqttQoS QoS { get; } = qos;

    /// <summary>In the client: the message was retained before the subscription. In the broker: it is to be retained.</summary>
    public bool Retain { get; } = retain;

    /// <summary>The sender says that it may have sent this before.</summary>
    public bool Duplicate { get; } = duplicate;

    /// <summary>Who published, where known: in the broker. Null in the client.</summary>
    public string? ClientId { get; } = clientId;

    /// <summary>To be completed when the message is safe.</summary>
    public MqttAcknowledgement Acknowledgement { get; } = acknowledgement;

    /// <summary>The MQTT 5 properties, still encoded; empty and free when there are none.</summary>
    public MqttPropertyList Properties { get; } = properties;
}
