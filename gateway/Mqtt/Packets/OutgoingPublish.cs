using System.Buffers.Binary;

namespace Nanofleet.Mqtt.Packets;

/// <summary>
/// A PUBLISH to be written (5.0 §3.3; 3.1.1 §3.3): measured first, so that it goes straight into the transport's memory
/// and nothing is allocated. Properties are already encoded; expiry, alias and subscription identifiers, which differ
/// per receiver, are added.
/// </summary>
internal ref struct OutgoingPublish
{
    /// <summary>What an alias beside the topic adds at most: itself, and a byte where each of the two lengths gets longer.</summary>
    public const int AliasGrowth = AliasSize + 2;

    private const int ExpirySize = 5;
    private const int AliasSize = 3;

    public MqttVersion Version;
    public MqttQoS QoS;
    public bool Retain;
    public bool Duplicate;
    public ushort PacketId;
    public ReadOnlySpan<byte> Topic;
    public ReadOnlySpan<byte> Properties;
    public ReadOnlySpan<byte> Payload;
    public bool HasExpiry;
    public uint Expiry;
    public ushort TopicAlias;
    public ReadOnlySpan<uint> SubscriptionIdentifiers;

    /// <summary>The whole packet's size with its fixed header.</summary>
    public readonly int Size
    {
        get
        {
            var remaining = RemainingLength(PropertyLength());
            return 1 + VariableByteInteger.Size((uint)remaining) + remaining;
        }
    }

    /// <summary>Writes the packet into exactly <see cref="Size"/> bytes or more.</summary>
    public readonly void Write(Span<byte> target)
    {
        var properties = PropertyLength();
        target[0] = (byte)((byte)PacketType.Publish << 4 | (Duplicate ? 8 : 0) | (byte)QoS << 1 | (Retain ? 1 : 0)); // §3.3.1
        var at = 1 + VariableByteInteger.Write(target[1..], (uint)RemainingLength(properties));
        BinaryPrimitives.WriteUInt16BigEndian(target[at..], (ushort)Topic.Length);
        Topic.CopyTo(target[(at + 2)..]);
        at += 2 + Topic.Length;
        if (QoS != MqttQoS.AtMostOnce)
        {
            BinaryPrimitives.WriteUInt16BigEndian(target[at..], PacketId);
            at += 2;
        }
        if (Version == MqttVersion.V500) at = WriteProperties(target, at, properties);
        Payload.CopyTo(target[at..]);
    }

    private readonly int RemainingLength(int properties)
    {
        var length = 2 + Topic.Length + Payload.Length;
        if (QoS != MqttQoS.AtMostOnce) length += 2;
        if (Version == MqttVersion.V500) length += VariableByteInteger.Size((uint)properties) + properties;
        return length;
    }

    private readonly int PropertyLength()
    {
        if (Version != MqttVersion.V500) return 0;
        var length = Properties.Length;
        if (HasExpiry) length += ExpirySize;
        if (TopicAlias != 0) length += AliasSize;
        foreach (var identifier in SubscriptionIdentifiers) length += 1 + VariableByteInteger.Size(identifier);
        return length;
    }

    /// <summary>§3.3.2.3</summary>
    private readonly int WriteProperties(Span<byte> target, int at, int length)
    {
        at += VariableByteInteger.Write(target[at..], (uint)length);
        if (HasExpiry)
        {
            target[at] = (byte)PropertyId.MessageExpiryInterval;
            BinaryPrimitives.WriteUInt32BigEndian(target[(at + 1)..], Expiry);
            at += ExpirySize;
        }
        if (TopicAlias != 0)
        {
            target[at] = (byte)PropertyId.TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(target[(at + 1)..], TopicAlias);
            at += AliasSize;
        }
        foreach (var identifier in SubscriptionIdentifiers)
        {
            target[at++] = (byte)PropertyId.SubscriptionIdentifier;
            at += VariableByteInteger.Write(target[at..], identifier);
        }
        Properties.CopyTo(target[at..]);
        return at + Properties.Length;
    }
}
