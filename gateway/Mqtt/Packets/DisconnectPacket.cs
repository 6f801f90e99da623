using System.Text;

namespace Nanofleet.Mqtt.Packets;

/// <summary>DISCONNECT (5.0 §3.14; 3.1.1 §3.14).</summary>
internal sealed class DisconnectPacket
{
    public MqttReasonCode Reason;
    public uint? SessionExpiry;
    public string? ReasonText;
    public string? ServerReference;

    /// <summary>§3.14.2. Empty means a normal disconnection.</summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, byte flags, MqttVersion version, out DisconnectPacket packet)
    {
        packet = new DisconnectPacket();
        if (flags != 0) return MqttReasonCode.MalformedPacket; // [MQTT-3.14.1-1]
        var reader = new PacketReader(body);
        if (version == MqttVersion.V500 && !reader.AtEnd)
        {
            packet.Reason = (MqttReasonCode)reader.ReadByte();
            if (!ReasonTables.IsDisconnect(packet.Reason)) return MqttReasonCode.ProtocolError; // [MQTT-3.14.2-1]
            if (!reader.AtEnd)
            {
                var error = packet.DecodeProperties(ref reader);
                if (error != MqttReasonCode.Success) return error;
            }
        }
        return reader.AtEnd ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket;
    }

    /// <summary>§3.14.2; the shortest form: neither a reason nor an empty section where their absence means the same (§3.14.2.1).</summary>
    public void Encode(ref PacketWriter writer, MqttVersion version)
    {
        if (version != MqttVersion.V500) return;
        var hasProperties = SessionExpiry is not null || ReasonText is not null || ServerReference is not null;
        if (!hasProperties && Reason == MqttReasonCode.NormalDisconnection) return;
        writer.WriteByte((byte)Reason);
        if (!hasProperties) return;
        var section = writer.BeginSection();
        if (SessionExpiry is { } expiry) writer.WriteProperty(PropertyId.SessionExpiryInterval, expiry);
        writer.WriteProperty(PropertyId.ReasonString, ReasonText);
        writer.WriteProperty(PropertyId.ServerReference, ServerReference);
        writer.EndSection(section);
    }

    /// <summary>§3.14.2.2</summary>
    private MqttReasonCode DecodeProperties(ref PacketReader reader)
    {
        var properties = PropertyReader.Begin(ref reader, PropertyRules.Disconnect);
        while (properties.Next())
        {
            switch (properties.Id)
            {
                case PropertyId.SessionExpiryInterval: SessionExpiry = properties.Number; break;
                case PropertyId.ReasonString: ReasonText = Encoding.UTF8.GetString(properties.Bytes); break;
                case PropertyId.ServerReference: ServerReference = Encoding.UTF8.GetString(properties.Bytes); break;
            }
        }
        return properties.Error;
    }
}
