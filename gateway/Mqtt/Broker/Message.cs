using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>A message that the broker keeps: in queues, in flight, retained. One per publish, shared by all who wait for it.</summary>
internal sealed class Message
{
    /// <summary>Bookkeeping of a queued message besides its bytes; counted so that empty messages have a price too.</summary>
    private const int Overhead = 96;

    private readonly byte[] _bytes;
    private readonly int _topic;
    private readonly int _properties;

    public Message(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> payload)
    {
        _bytes = new byte[topic.Length + properties.Length + payload.Length];
        _topic = topic.Length;
        _properties = properties.Length;
        topic.CopyTo(_bytes);
        properties.CopyTo(_bytes.AsSpan(_topic));
        payload.CopyTo(_bytes.AsSpan(_topic + _properties));
    }

    public ReadOnlySpan<byte> Topic => _bytes.AsSpan(0, _topic);

    /// <summary>What is handed on of its MQTT 5 properties, encoded.</summary>
    public ReadOnlySpan<byte> Properties => _bytes.AsSpan(_topic, _properties);

    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(_topic + _properties);

    public MqttQoS QoS { get; init; }

    /// <summary>Published to be retained.</summary>
    public bool Retain { get; init; }

    /// <summary>When it is no longer worth sending; <see cref="Expiry.Never"/> without an expiry.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>Where the store has it; the writing thread's own.</summary>
    public StoredReference? Stored { get; set; }

    /// <summary>What it counts for in a queue's limit.</summary>
    public int Cost => _bytes.Length + Overhead;
}
