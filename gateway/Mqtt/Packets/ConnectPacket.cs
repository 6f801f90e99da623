using System.Text;

namespace Nanofleet.Mqtt.Packets;

/// <summary>CONNECT (5.0 §3.1; 3.1.1 §3.1). Once per connection, so it may own what it holds.</summary>
internal sealed class ConnectPacket
{
    private const int CleanStartFlag = 0x02, WillFlag = 0x04, WillRetainFlag = 0x20, PasswordFlag = 0x40, UserFlag = 0x80;

    private static ReadOnlySpan<byte> ProtocolName => "MQTT"u8;
    private static ReadOnlySpan<byte> OldProtocolName => "MQIsdp"u8;

    public MqttVersion Version = MqttVersion.V500;
    public bool CleanStart;
    public ushort KeepAlive;
    public string ClientId = "";
    public string? User;
    public byte[]? Password;
    public WillFields? Will;
    public uint SessionExpiry;
    public ushort ReceiveMaximum = ushort.MaxValue;
    public uint MaximumPacketSize = uint.MaxValue;
    public ushort TopicAliasMaximum;
    public bool RequestResponseInformation;
    public bool RequestProblemInformation = true;
    public string? AuthenticationMethod;
    public byte[]? AuthenticationData;

    /// <summary>
    /// §3.1.2, §3.1.3. When it fails, Version still says how to answer: 3.1.1, which is not told what was malformed
    /// (3.1.1 [MQTT-3.1.4-1]), unless the client got so far as to ask for a later one.
    /// </summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, byte flags, out ConnectPacket packet)
    {
        packet = new ConnectPacket { Version = MqttVersion.V311 };
        var reader = new PacketReader(body);
        var name = reader.ReadBinary();
        var level = reader.ReadByte();
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        if (name.SequenceEqual(OldProtocolName)) return MqttReasonCode.UnsupportedProtocolVersion;
        if (!name.SequenceEqual(ProtocolName)) return MqttReasonCode.MalformedPacket; // [MQTT-3.1.2-1]: not MQTT, so not answered in it
        if (level >= (byte)MqttVersion.V500) packet.Version = MqttVersion.V500;
        if (level is not ((byte)MqttVersion.V311 or (byte)MqttVersion.V500)) return MqttReasonCode.UnsupportedProtocolVersion; // [MQTT-3.1.2-2]
        if (flags != 0) return MqttReasonCode.MalformedPacket; // §2.1.3
        return packet.DecodeRest(ref reader);
    }

    /// <summary>§3.1.2, §3.1.3. User, password and will may be empty, which is not the same as absent.</summary>
    public void Encode(ref PacketWriter writer)
    {
        writer.WriteBinary(ProtocolName);
        writer.WriteByte((byte)Version);
        writer.WriteByte(ConnectFlags());
        writer.WriteUInt16(KeepAlive);
        if (Version == MqttVersion.V500) WriteProperties(ref writer);
        writer.WriteText(ClientId);
        Will?.Encode(ref writer, Version);
        if (User is not null) writer.WriteText(User);
        if (Password is not null) writer.WriteBinary(Password);
    }

    private MqttReasonCode DecodeRest(ref PacketReader reader)
    {
        var connectFlags = reader.ReadByte();
        KeepAlive = reader.ReadUInt16(); // §3.1.2.10
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        var error = DecodeFlags(connectFlags);
        if (error != MqttReasonCode.Success) return error;
        if (Version == MqttVersion.V500 && (error = DecodeProperties(ref reader)) != MqttReasonCode.Success) return error;

        ClientId = Encoding.UTF8.GetString(reader.ReadText()); // §3.1.3.1
        if (Will is not null && (error = Will.Decode(ref reader, Version)) != MqttReasonCode.Success) return error;
        if ((connectFlags & UserFlag) != 0) User = Encoding.UTF8.GetString(reader.ReadText()); // §3.1.3.5
        if ((connectFlags & PasswordFlag) != 0) Password = reader.ReadBinary().ToArray(); // §3.1.3.6
        return reader.Failed || !reader.AtEnd ? MqttReasonCode.MalformedPacket : MqttReasonCode.Success;
    }

    /// <summary>Connect Flags (§3.1.2.3 to §3.1.2.9).</summary>
    private MqttReasonCode DecodeFlags(byte flags)
    {
        if ((flags & 1) != 0) return MqttReasonCode.MalformedPacket; // [MQTT-3.1.2-3]
        CleanStart = (flags & CleanStartFlag) != 0;
        var hasWill = (flags & WillFlag) != 0;
        var willQoS = flags >> 3 & 3;
        var willRetain = (flags & WillRetainFlag) != 0;
        if (willQoS == 3) return MqttReasonCode.MalformedPacket; // [MQTT-3.1.2-12]
        if (!hasWill && (willQoS != 0 || willRetain)) return MqttReasonCode.MalformedPacket; // [MQTT-3.1.2-11], [MQTT-3.1.2-13]
        if (Version == MqttVersion.V311 && (flags & (UserFlag | PasswordFlag)) == PasswordFlag) return MqttReasonCode.MalformedPacket; // 3.1.1 [MQTT-3.1.2-22]
        if (hasWill) Will = new WillFields { QoS = (MqttQoS)willQoS, Retain = willRetain };
        return MqttReasonCode.Success;
    }

    /// <summary>§3.1.2.11</summary>
    private MqttReasonCode DecodeProperties(ref PacketReader reader)
    {
        var properties = PropertyReader.Begin(ref reader, PropertyRules.Connect);
        while (properties.Next())
        {
            switch (properties.Id)
            {
                case PropertyId.SessionExpiryInterval: SessionExpiry = properties.Number; break;
                case PropertyId.ReceiveMaximum: ReceiveMaximum = (ushort)properties.Number; break;
                case PropertyId.MaximumPacketSize: MaximumPacketSize = properties.Number; break;
                case PropertyId.TopicAliasMaximum: TopicAliasMaximum = (ushort)properties.Number; break;
                case PropertyId.RequestResponseInformation: RequestResponseInformation = properties.Flag; break;
                case PropertyId.RequestProblemInformation: RequestProblemInformation = properties.Flag; break;
                case PropertyId.AuthenticationMethod: AuthenticationMethod = Encoding.UTF8.GetString(properties.Bytes); break;
                case PropertyId.AuthenticationData: AuthenticationData = properties.Bytes.ToArray(); break;
            }
        }
        var dataAlone = AuthenticationData is not null && AuthenticationMethod is null; // §3.1.2.11.10
        return properties.Error == MqttReasonCode.Success && dataAlone ? MqttReasonCode.ProtocolError : properties.Error;
    }

    private byte ConnectFlags()
    {
        var flags = CleanStart ? CleanStartFlag : 0;
        if (Will is not null) flags |= WillFlag | (byte)Will.QoS << 3 | (Will.Retain ? WillRetainFlag : 0);
        if (Password is not null) flags |= PasswordFlag;
        if (User is not null) flags |= UserFlag;
        return (byte)flags;
    }

    private void WriteProperties(ref PacketWriter writer)
    {
        var section = writer.BeginSection();
        if (SessionExpiry != 0) writer.WriteProperty(PropertyId.SessionExpiryInterval, SessionExpiry);
        if (ReceiveMaximum is not (0 or ushort.MaxValue)) writer.WriteProperty(PropertyId.ReceiveMaximum, ReceiveMaximum);
        if (MaximumPacketSize is not (0 or uint.MaxValue)) writer.WriteProperty(PropertyId.MaximumPacketSize, MaximumPacketSize);
        if (TopicAliasMaximum != 0) writer.WriteProperty(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        if (RequestResponseInformation) writer.WriteProperty(PropertyId.RequestResponseInformation, 1);
        if (!RequestProblemInformation) writer.WriteProperty(PropertyId.RequestProblemInformation, 0);
        writer.WriteProperty(PropertyId.AuthenticationMethod, AuthenticationMethod);
        if (AuthenticationData is not null) writer.WriteProperty(PropertyId.AuthenticationData, AuthenticationData);
        writer.EndSection(section);
    }
}
