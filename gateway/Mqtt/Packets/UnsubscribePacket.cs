using System.Text;

namespace Nanofleet.Mqtt.Packets;

/// <summary>UNSUBSCRIBE (5.0 §3.10; 3.1.1 §3.10).</summary>
internal sealed class UnsubscribePacket
{
    public ushort PacketId;
    public List<string> Filters = [];

    /// <summary>§3.10.2, §3.10.3. The filters are checked as strings only.</summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, byte flags, MqttVersion version, out UnsubscribePacket packet)
    {
        packet = new UnsubscribePacket();
        if (flags != 2) return MqttReasonCode.MalformedPacket; // [MQTT-3.10.1-1]
        var reader = new PacketReader(body);
        packet.PacketId = reader.ReadUInt16();
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        if (packet.PacketId == 0) return MqttReasonCode.ProtocolError; // [MQTT-2.2.1-3]
        if (version == MqttVersion.V500)
        {
            var properties = PropertyReader.Begin(ref reader, PropertyRules.Unsubscribe);
            while (properties.Next()) { /* each is checked as it passes */ }
            if (properties.Error != MqttReasonCode.Success) return properties.Error;
        }
        if (reader.AtEnd) return MqttReasonCode.ProtocolError; // [MQTT-3.10.3-2]
        while (!reader.AtEnd)
        {
            var filter = reader.ReadText();
            if (reader.Failed) return MqttReasonCode.MalformedPacket;
            packet.Filters.Add(Encoding.UTF8.GetString(filter));
        }
        return MqttReasonCode.Success;
    }

    /// <summary>§3.10.2, §3.10.3</summary>
    public void Encode(ref PacketWriter writer, MqttVersion version)
    {
        writer.WriteUInt16(PacketId);
        if (version == MqttVersion.V500) writer.WriteByte(0); // no properties
        foreach (var filter in Filters) writer.WriteText(filter);
    }
}
