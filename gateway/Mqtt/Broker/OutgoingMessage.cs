namespace Nanofleet.Mqtt.Broker;

/// <summary>One message on its way to one session: waiting, or sent and not yet acknowledged.</summary>
internal sealed class OutgoingMessage
{
    public required Message Message { get; init; }
    public MqttQoS QoS { get; init; }
    public bool Retain { get; init; }

    /// <summary>Of the subscriptions that it falls under; empty: none.</summary>
    public uint[] Identifiers { get; init; } = [];

    /// <summary>0 until it is first sent with QoS 1 or 2.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Order of first sending, which redelivery keeps [MQTT-4.6.0-1].</summary>
    public long Order { get; set; }

    /// <summary>Sent over the present connection.</summary>
    public bool IsSent { get; set; }

    /// <summary>QoS 2: PUBREC came, PUBREL is out (5.0 §4.3.3).</summary>
    public bool IsReleased { get; set; }
}
