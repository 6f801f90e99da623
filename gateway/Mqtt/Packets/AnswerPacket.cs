using System.Buffers.Binary;

namespace Nanofleet.Mqtt.Packets;

/// <summary>
/// PUBACK, PUBREC, PUBREL and PUBCOMP (5.0 §3.4 to §3.7; 3.1.1 the same sections): a packet identifier and, in 5.0, a
/// reason. Their properties (reason string, user properties) are checked and not kept.
/// </summary>
internal struct AnswerPacket
{
    /// <summary>Header, length, identifier, reason.</summary>
    public const int MaximumSize = 5;

    public ushort PacketId;
    public MqttReasonCode Reason;

    /// <summary>§3.x.2 of each; the flags are 2 for PUBREL [MQTT-3.6.1-1] and 0 for the others (§2.1.3).</summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, PacketType type, byte flags, MqttVersion version, out AnswerPacket packet)
    {
        packet = default;
        if (flags != (type == PacketType.PubRel ? 2 : 0)) return MqttReasonCode.MalformedPacket;
        var reader = new PacketReader(body);
        packet.PacketId = reader.ReadUInt16();
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        if (packet.PacketId == 0) return MqttReasonCode.ProtocolError; // [MQTT-2.2.1-3]
        if (version == MqttVersion.V500 && !reader.AtEnd)
        {
            packet.Reason = (MqttReasonCode)reader.ReadByte();
            if (!IsKnown(type, packet.Reason)) return MqttReasonCode.ProtocolError;
            if (!reader.AtEnd)
            {
                var properties = PropertyReader.Begin(ref reader, PropertyRules.Answer);
                while (properties.Next()) { /* each is checked as it passes */ }
                if (properties.Error != MqttReasonCode.Success) return properties.Error;
            }
        }
        return reader.AtEnd ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket;
    }

    /// <summary>Writes the shortest form and returns its size: Success needs no reason byte.</summary>
    public static int Write(Span<byte> target, PacketType type, ushort packetId, MqttReasonCode reason, MqttVersion version)
    {
        var withReason = version == MqttVersion.V500 && reason != MqttReasonCode.Success;
        target[0] = (byte)((byte)type << 4 | (type == PacketType.PubRel ? 2 : 0));
        target[1] = withReason ? (byte)3 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], packetId);
        if (withReason) target[4] = (byte)reason;
        return withReason ? 5 : 4;
    }

    /// <summary>The reason as it may be sent: one that the packet does not know becomes the nearest that it does.</summary>
    public static MqttReasonCode Sendable(PacketType type, MqttReasonCode reason)
    {
        if (IsKnown(type, reason)) return reason;
        return reason.IsFailure() ? MqttReasonCode.ImplementationSpecificError : MqttReasonCode.Success;
    }

    /// <summary>Tables 3-4 to 3-7.</summary>
    private static bool IsKnown(PacketType type, MqttReasonCode reason) => type is PacketType.PubRel or PacketType.PubComp
        ? reason is MqttReasonCode.Success or MqttReasonCode.PacketIdentifierNotFound
        : reason is MqttReasonCode.Success or MqttReasonCode.NoMatchingSubscribers or MqttReasonCode.UnspecifiedError
            or MqttReasonCode.ImplementationSpecificError or MqttReasonCode.NotAuthorized or MqttReasonCode.TopicNameInvalid
            or MqttReasonCode.PacketIdentifierInUse or MqttReasonCode.QuotaExceeded or MqttReasonCode.PayloadFormatInvalid;
}
