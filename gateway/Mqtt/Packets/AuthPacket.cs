using System.Text;

namespace Nanofleet.Mqtt.Packets;

/// <summary>AUTH (5.0 §3.15).</summary>
internal sealed class AuthPacket
{
    public MqttReasonCode Reason;
    public string? Method;
    public byte[]? Data;
    public string? ReasonText;

    /// <summary>§3.15.2. Empty means Success without properties.</summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, byte flags, out AuthPacket packet)
    {
        packet = new AuthPacket();
        if (flags != 0) return MqttReasonCode.MalformedPacket; // [MQTT-3.15.1-1]
        var reader = new PacketReader(body);
        if (reader.AtEnd) return MqttReasonCode.Success;
        packet.Reason = (MqttReasonCode)reader.ReadByte();
        if (packet.Reason is not (MqttReasonCode.Success or MqttReasonCode.ContinueAuthentication or MqttReasonCode.ReAuthenticate)) return MqttReasonCode.ProtocolError; // [MQTT-3.15.2-1]
        var properties = PropertyReader.Begin(ref reader, PropertyRules.Auth);
        while (properties.Next())
        {
            switch (properties.Id)
            {
                case PropertyId.AuthenticationMethod: packet.Method = Encoding.UTF8.GetString(properties.Bytes); break;
                case PropertyId.AuthenticationData: packet.Data = properties.Bytes.ToArray(); break;
                case PropertyId.ReasonString: packet.ReasonText = Encoding.UTF8.GetString(properties.Bytes); break;
            }
        }
        if (properties.Error != MqttReasonCode.Success) return properties.Error;
        if (packet.Method is null) return MqttReasonCode.ProtocolError; // §3.15.2.2.2
        return reader.AtEnd ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket;
    }

    /// <summary>§3.15.2</summary>
    public void Encode(ref PacketWriter writer)
    {
        writer.WriteByte((byte)Reason);
        var section = writer.BeginSection();
        writer.WriteProperty(PropertyId.AuthenticationMethod, Method);
        if (Data is not null) writer.WriteProperty(PropertyId.AuthenticationData, Data);
        writer.WriteProperty(PropertyId.ReasonString, ReasonText);
        writer.EndSection(section);
    }
}
