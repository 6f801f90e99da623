using System.Buffers.Binary;

namespace Nanofleet.Mqtt.Packets;

/// <summary>
/// A received PUBLISH (5.0 §3.3; 3.1.1 §3.3) as positions in its body, so that the parts can be cut out of the
/// transport's memory without a copy.
/// </summary>
internal struct PublishPacket
{
    public MqttQoS QoS;
    public bool Retain;
    public bool Duplicate;
    public ushort PacketId;
    public Range Topic;
    public Range Properties;
    public Range Payload;
    public ushort TopicAlias;
    public bool HasExpiry;
    public uint Expiry;
    public bool HasSubscriptionIdentifier;
    public bool HasResponseTopic;
    public Range ResponseTopic;

    /// <summary>§3.3.1, §3.3.2. The topic is checked as a string only; whether it is a topic name is the caller's question.</summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, byte flags, MqttVersion version, out PublishPacket packet)
    {
        packet = new PublishPacket
        {
            Retain = (flags & 1) != 0,
            QoS = (MqttQoS)(flags >> 1 & 3),
            Duplicate = (flags & 8) != 0,
        };
        if ((byte)packet.QoS == 3) return MqttReasonCode.MalformedPacket; // [MQTT-3.3.1-4]
        if (packet.QoS == MqttQoS.AtMostOnce && packet.Duplicate) return MqttReasonCode.MalformedPacket; // [MQTT-3.3.1-2]

        var reader = new PacketReader(body);
        var length = reader.ReadText().Length; // §3.3.2.1
        packet.Topic = (reader.Position - length)..reader.Position;
        if (packet.QoS != MqttQoS.AtMostOnce)
        {
            packet.PacketId = reader.ReadUInt16(); // §3.3.2.2
            if (packet.PacketId == 0 && !reader.Failed) return MqttReasonCode.ProtocolError; // [MQTT-2.2.1-3]
        }
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        if (version == MqttVersion.V500)
        {
            var error = packet.DecodeProperties(ref reader);
            if (error != MqttReasonCode.Success) return error;
        }
        packet.Payload = reader.Position..body.Length; // §3.3.3
        return MqttReasonCode.Success;
    }

    /// <summary>§3.3.2.3</summary>
    private MqttReasonCode DecodeProperties(ref PacketReader reader)
    {
        var length = (int)reader.ReadVariable();
        var begin = reader.Position;
        var section = reader.Take(length);
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        Properties = begin..reader.Position;
        if (length == 0) return MqttReasonCode.Success;

        var properties = new PropertyReader(section, PropertyRules.Publish, PropertyRules.Bit(PropertyId.SubscriptionIdentifier));
        while (properties.Next())
        {
            switch (properties.Id)
            {
                case PropertyId.TopicAlias: TopicAlias = (ushort)properties.Number; break;
                case PropertyId.MessageExpiryInterval: Expiry = properties.Number; break;
                case PropertyId.ResponseTopic:
                    HasResponseTopic = true;
                    ResponseTopic = (begin + properties.End - properties.Bytes.Length)..(begin + properties.End);
                    break;
            }
        }
        HasExpiry = properties.Has(PropertyId.MessageExpiryInterval);
        HasSubscriptionIdentifier = properties.Has(PropertyId.SubscriptionIdentifier);
        var aliasOfZero = properties.Has(PropertyId.TopicAlias) && TopicAlias == 0; // [MQTT-3.3.2-8]
        return properties.Error == MqttReasonCode.Success && aliasOfZero ? MqttReasonCode.TopicAliasInvalid : properties.Error;
    }

    /// <summary>Sets DUP in an encoded PUBLISH that is sent again [MQTT-3.3.1-1].</summary>
    public static void MarkDuplicate(Span<byte> packet) => packet[0] |= 8;

    /// <summary>The packet identifier's place in an encoded PUBLISH of QoS 1 or 2.</summary>
    public static void SetPacketId(Span<byte> packet, ushort id)
    {
        var header = 1 + VariableByteInteger.TryRead(packet[1..], out _);
        var topic = BinaryPrimitives.ReadUInt16BigEndian(packet[header..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(header + 2 + topic)..], id);
    }
}
