using System.Text;

namespace Nanofleet.Mqtt.Packets;

/// <summary>CONNACK (5.0 §3.2; 3.1.1 §3.2). A class, once per connection.</summary>
internal sealed class ConnAckPacket
{
    public MqttReasonCode Reason;
    public bool SessionPresent;
    public uint? SessionExpiry;
    public ushort ReceiveMaximum = ushort.MaxValue;
    public MqttQoS MaximumQoS = MqttQoS.ExactlyOnce;
    public bool RetainAvailable = true;
    public uint MaximumPacketSize = uint.MaxValue;
    public string? AssignedClientId;
    public ushort TopicAliasMaximum;
    public string? ReasonText;
    public bool WildcardsAvailable = true;
    public bool SubscriptionIdentifiersAvailable = true;
    public bool SharedSubscriptionsAvailable = true;
    public ushort? ServerKeepAlive;
    public string? ResponseInformation;
    public string? ServerReference;
    public string? AuthenticationMethod;
    public byte[]? AuthenticationData;

    /// <summary>§3.2.2</summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, byte flags, MqttVersion version, out ConnAckPacket packet)
    {
        packet = new ConnAckPacket();
        if (flags != 0) return MqttReasonCode.MalformedPacket; // §2.1.3
        var reader = new PacketReader(body);
        var acknowledge = reader.ReadByte();
        var code = reader.ReadByte();
        if (reader.Failed || acknowledge > 1) return MqttReasonCode.MalformedPacket; // [MQTT-3.2.2-1]
        packet.SessionPresent = acknowledge == 1;
        packet.Reason = version == MqttVersion.V500 ? (MqttReasonCode)code : ReturnCodes.ToReason(code);
        if (!ReasonTables.IsConnAck(packet.Reason)) return MqttReasonCode.ProtocolError; // [MQTT-3.2.2-8]
        if (packet.Reason.IsFailure() && packet.SessionPresent) return MqttReasonCode.ProtocolError; // [MQTT-3.2.2-6]
        if (version == MqttVersion.V500 && !reader.AtEnd)
        {
            var error = packet.DecodeProperties(ref reader);
            if (error != MqttReasonCode.Success) return error;
        }
        return reader.AtEnd ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket;
    }

    /// <summary>§3.2.2; properties only where they differ from what their absence means.</summary>
    public void Encode(ref PacketWriter writer, MqttVersion version)
    {
        writer.WriteByte(SessionPresent && !Reason.IsFailure() ? (byte)1 : (byte)0);
        writer.WriteByte(version == MqttVersion.V500 ? (byte)Reason : ReturnCodes.FromReason(Reason));
        if (version != MqttVersion.V500) return;
        var section = writer.BeginSection();
        if (SessionExpiry is { } expiry) writer.WriteProperty(PropertyId.SessionExpiryInterval, expiry);
        if (ReceiveMaximum != ushort.MaxValue) writer.WriteProperty(PropertyId.ReceiveMaximum, ReceiveMaximum);
        if (MaximumQoS != MqttQoS.ExactlyOnce) writer.WriteProperty(PropertyId.MaximumQoS, (uint)MaximumQoS);
        WriteFlagIfFalse(ref writer, PropertyId.RetainAvailable, RetainAvailable);
        if (MaximumPacketSize != uint.MaxValue) writer.WriteProperty(PropertyId.MaximumPacketSize, MaximumPacketSize);
        writer.WriteProperty(PropertyId.AssignedClientIdentifier, AssignedClientId);
        if (TopicAliasMaximum != 0) writer.WriteProperty(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        writer.WriteProperty(PropertyId.ReasonString, ReasonText);
        WriteFlagIfFalse(ref writer, PropertyId.WildcardSubscriptionAvailable, WildcardsAvailable);
        WriteFlagIfFalse(ref writer, PropertyId.SubscriptionIdentifiersAvailable, SubscriptionIdentifiersAvailable);
        WriteFlagIfFalse(ref writer, PropertyId.SharedSubscriptionAvailable, SharedSubscriptionsAvailable);
        if (ServerKeepAlive is { } keepAlive) writer.WriteProperty(PropertyId.ServerKeepAlive, keepAlive);
        writer.WriteProperty(PropertyId.ResponseInformation, ResponseInformation);
        writer.WriteProperty(PropertyId.ServerReference, ServerReference);
        writer.WriteProperty(PropertyId.AuthenticationMethod, AuthenticationMethod);
        if (AuthenticationData is not null) writer.WriteProperty(PropertyId.AuthenticationData, AuthenticationData);
        writer.EndSection(section);
    }

    /// <summary>§3.2.2.3</summary>
    private MqttReasonCode DecodeProperties(ref PacketReader reader)
    {
        var properties = PropertyReader.Begin(ref reader, PropertyRules.ConnAck);
        while (properties.Next())
        {
            switch (properties.Id)
            {
                case PropertyId.SessionExpiryInterval: SessionExpiry = properties.Number; break;
                case PropertyId.ReceiveMaximum: ReceiveMaximum = (ushort)properties.Number; break;
                case PropertyId.MaximumQoS: MaximumQoS = (MqttQoS)properties.Number; break;
                case PropertyId.RetainAvailable: RetainAvailable = properties.Flag; break;
                case PropertyId.MaximumPacketSize: MaximumPacketSize = properties.Number; break;
                case PropertyId.AssignedClientIdentifier: AssignedClientId = Text(properties); break;
                case PropertyId.TopicAliasMaximum: TopicAliasMaximum = (ushort)properties.Number; break;
                case PropertyId.ReasonString: ReasonText = Text(properties); break;
                case PropertyId.WildcardSubscriptionAvailable: WildcardsAvailable = properties.Flag; break;
                case PropertyId.SubscriptionIdentifiersAvailable: SubscriptionIdentifiersAvailable = properties.Flag; break;
                case PropertyId.SharedSubscriptionAvailable: SharedSubscriptionsAvailable = properties.Flag; break;
                case PropertyId.ServerKeepAlive: ServerKeepAlive = (ushort)properties.Number; break;
                case PropertyId.ResponseInformation: ResponseInformation = Text(properties); break;
                case PropertyId.ServerReference: ServerReference = Text(properties); break;
                case PropertyId.AuthenticationMethod: AuthenticationMethod = Text(properties); break;
                case PropertyId.AuthenticationData: AuthenticationData = properties.Bytes.ToArray(); break;
            }
        }
        return properties.Error;
    }

    private static string Text(in PropertyReader properties) => Encoding.UTF8.GetString(properties.Bytes);

    private static void WriteFlagIfFalse(ref PacketWriter writer, PropertyId id, bool value)
    {
        if (!value) writer.WriteProperty(id, 0);
    }
}
