namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// A message while it is routed: it points into the publisher's buffer, and is copied once, when the first subscriber
/// has to keep it. QoS 0 to subscribers that keep up is never copied but into their transport.
/// </summary>
internal ref struct MessageView
{
    private Message? _kept;

    public ReadOnlySpan<byte> Topic;
    public ReadOnlySpan<byte> Properties;
    public ReadOnlySpan<byte> Payload;
    public MqttQoS QoS;
    public bool Retain;
    public long ExpiresAt;

    /// <summary>Published by the broker's own process, and so not held to a client's share.</summary>
    public bool IsHosts;

    /// <summary>The last change that it made in the store; 0: none, and nothing to wait for.</summary>
    public long Ticket;

    public static MessageView Of(Message message) => new()
    {
        _kept = message,
        Topic = message.Topic,
        Properties = message.Properties,
        Payload = message.Payload,
        QoS = message.QoS,
        Retain = message.Retain,
        ExpiresAt = message.ExpiresAt,
    };

    /// <summary>The copy that may be kept, the same for everybody.</summary>
    public Message Keep() => _kept ??= new Message(Topic, Properties, Payload) { QoS = QoS, Retain = Retain, ExpiresAt = ExpiresAt };
}
