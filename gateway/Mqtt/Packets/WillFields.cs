using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Packets;

/// <summary>The will inside a CONNECT (5.0 §3.1.3.2 to §3.1.3.4; 3.1.1 §3.1.3.2, §3.1.3.3).</summary>
internal sealed class WillFields
{
    public MqttQoS QoS;
    public bool Retain;
    public byte[] Topic = [];
    public byte[] Payload = [];
    public uint DelaySeconds;
    public uint? Expiry;

    /// <summary>Its entry in the broker's store; 0: none.</summary>
    public long StoreNumber;

    /// <summary>What the will's PUBLISH carries on: the section without delay and expiry, still encoded.</summary>
    public byte[] Properties = [];

    /// <summary>Reads properties (5.0), topic and payload.</summary>
    public MqttReasonCode Decode(ref PacketReader reader, MqttVersion version)
    {
        if (version == MqttVersion.V500)
        {
            var error = DecodeProperties(ref reader);
            if (error != MqttReasonCode.Success) return error;
        }
        Topic = reader.ReadText().ToArray();
        Payload = reader.ReadBinary().ToArray();
        return reader.Failed ? MqttReasonCode.MalformedPacket : MqttReasonCode.Success;
    }

    /// <summary>Writes properties (5.0), topic and payload.</summary>
    public void Encode(ref PacketWriter writer, MqttVersion version)
    {
        if (version == MqttVersion.V500)
        {
            var section = writer.BeginSection();
            if (DelaySeconds != 0) writer.WriteProperty(PropertyId.WillDelayInterval, DelaySeconds);
            if (Expiry is { } expiry) writer.WriteProperty(PropertyId.MessageExpiryInterval, expiry);
            writer.WriteBytes(Properties);
            writer.EndSection(section);
        }
        writer.WriteBinary(Topic);
        writer.WriteBinary(Payload);
    }

    private MqttReasonCode DecodeProperties(ref PacketReader reader)
    {
        var length = reader.ReadVariable();
        var section = reader.Take((int)length);
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        var properties = new PropertyReader(section, PropertyRules.Will);
        while (properties.Next())
        {
            if (properties.Id == PropertyId.WillDelayInterval) DelaySeconds = properties.Number;
            if (properties.Id == PropertyId.MessageExpiryInterval) Expiry = properties.Number;
            if (properties.Id == PropertyId.ResponseTopic && !TopicName.IsValid(properties.Bytes)) return MqttReasonCode.ProtocolError; // §3.1.3.2.6, [MQTT-3.3.2-14]
        }
        if (properties.Error != MqttReasonCode.Success) return properties.Error;
        Properties = new byte[section.Length];
        Array.Resize(ref Properties, ForwardedProperties.Copy(section, Properties));
        return MqttReasonCode.Success;
    }
}
