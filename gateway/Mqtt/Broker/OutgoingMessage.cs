namespace Nanofleet.Mqtt.Broker;

/// <summary>One message on its way to one session: waiting, or sent and not yet acknowledged.</summary>
internal sealed class OutgoingMessage
{
    private bool _isFinished;

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

    /// <summary>Nothing is left to do for it; the writing thread sees it and spares itself the work.</summary>
    public bool IsFinished
    {
        get => Volatile.Read(ref _isFinished);
        set => Volatile.Write(ref _isFinished, value);
    }

    /// <summary>The store has it; the writing thread's own.</summary>
    public bool IsStored { get; set; }

    /// <summary>Its last change on the way to the store; 0: none.</summary>
    public long Ticket { get; set; }
}
