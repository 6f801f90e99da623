namespace Nanofleet.Mqtt.Client;

/// <summary>A QoS 1 or 2 message that waits for the broker's answer, encoded so that it can be sent again as it was [MQTT-4.4.0-1].</summary>
internal sealed class PendingPublish(byte[] packet, MqttQoS qos)
{
    public byte[] Packet { get; } = packet;
    public MqttQoS QoS { get; } = qos;
    public ushort PacketId { get; set; }

    /// <summary>Sent at least once, over whatever connection.</summary>
    public bool WasSent { get; set; }

    /// <summary>QoS 2: PUBREC came; from now on PUBREL is repeated, not the message.</summary>
    public bool IsReleased { get; set; }

    /// <summary>QoS 2: what PUBREC said; the publisher hears it when PUBCOMP ends the exchange.</summary>
    public MqttReasonCode Received { get; set; }

    public TaskCompletionSource<MqttReasonCode> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
