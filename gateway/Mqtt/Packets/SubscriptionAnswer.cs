namespace Nanofleet.Mqtt.Packets;

/// <summary>SUBACK and UNSUBACK (5.0 §3.9, §3.11; 3.1.1 the same): one reason per filter, in their order.</summary>
internal sealed class SubscriptionAnswer
{
    public ushort PacketId;
    public MqttReasonCode[] Reasons = [];

    /// <summary>§3.9.2, §3.9.3, §3.11.2, §3.11.3. UNSUBACK of 3.1.1 has no reasons (§3.11.3): the array is empty.</summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, PacketType type, byte flags, MqttVersion version, out SubscriptionAnswer packet)
    {
        packet = new SubscriptionAnswer();
        if (flags != 0) return MqttReasonCode.MalformedPacket; // §2.1.3
        var reader = new PacketReader(body);
        packet.PacketId = reader.ReadUInt16();
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        if (packet.PacketId == 0) return MqttReasonCode.ProtocolError; // it answers nothing that may be asked [MQTT-2.2.1-3]
        if (version == MqttVersion.V500)
        {
            var properties = PropertyReader.Begin(ref reader, PropertyRules.Answer);
            while (properties.Next()) { /* each is checked as it passes */ }
            if (properties.Error != MqttReasonCode.Success) return properties.Error;
        }
        var isEmpty = version == MqttVersion.V311 && type == PacketType.UnsubAck;
        if (reader.AtEnd != isEmpty) return MqttReasonCode.MalformedPacket; // one for each of at least one filter (§3.9.3, §3.11.3)
        packet.Reasons = new MqttReasonCode[reader.Rest.Length];
        for (var i = 0; i < packet.Reasons.Length; i++)
        {
            var reason = packet.Reasons[i] = (MqttReasonCode)reader.Rest[i];
            if (!(type == PacketType.SubAck ? ReasonTables.IsSubAck(reason, version) : ReasonTables.IsUnsubAck(reason))) return MqttReasonCode.ProtocolError;
        }
        return MqttReasonCode.Success;
    }

    /// <summary>Writes it as the answer of a SUBSCRIBE or an UNSUBSCRIBE. 3.1.1 knows one failure, 0x80 [MQTT-3.9.3-2].</summary>
    public void Encode(ref PacketWriter writer, PacketType type, MqttVersion version)
    {
        writer.WriteUInt16(PacketId);
        if (version == MqttVersion.V500) writer.WriteByte(0); // no properties
        else if (type == PacketType.UnsubAck) return;
        foreach (var reason in Reasons)
        {
            writer.WriteByte(version == MqttVersion.V311 && reason.IsFailure() ? (byte)MqttReasonCode.UnspecifiedError : (byte)reason);
        }
    }
}
