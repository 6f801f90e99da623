using System.Text;

namespace Nanofleet.Mqtt.Packets;

/// <summary>SUBSCRIBE (5.0 §3.8; 3.1.1 §3.8).</summary>
internal sealed class SubscribePacket
{
    public ushort PacketId;

    /// <summary>0: none (§3.8.2.1.2).</summary>
    public uint Identifier;
    public List<MqttSubscription> Subscriptions = [];

    /// <summary>§3.8.2, §3.8.3. The filters are checked as strings only.</summary>
    public static MqttReasonCode Decode(ReadOnlySpan<byte> body, byte flags, MqttVersion version, out SubscribePacket packet)
    {
        packet = new SubscribePacket();
        if (flags != 2) return MqttReasonCode.MalformedPacket; // [MQTT-3.8.1-1]
        var reader = new PacketReader(body);
        packet.PacketId = reader.ReadUInt16();
        if (reader.Failed) return MqttReasonCode.MalformedPacket;
        if (packet.PacketId == 0) return MqttReasonCode.ProtocolError; // [MQTT-2.2.1-3]
        if (version == MqttVersion.V500)
        {
            var properties = PropertyReader.Begin(ref reader, PropertyRules.Subscribe);
            while (properties.Next())
            {
                if (properties.Id == PropertyId.SubscriptionIdentifier) packet.Identifier = properties.Number;
            }
            if (properties.Error != MqttReasonCode.Success) return properties.Error;
        }
        if (reader.AtEnd) return MqttReasonCode.ProtocolError; // [MQTT-3.8.3-2]
        while (!reader.AtEnd)
        {
            var filter = reader.ReadText();
            var options = reader.ReadByte();
            if (reader.Failed) return MqttReasonCode.MalformedPacket;
            var error = packet.Add(filter, options, version);
            if (error != MqttReasonCode.Success) return error;
        }
        return MqttReasonCode.Success;
    }

    /// <summary>§3.8.2, §3.8.3</summary>
    public void Encode(ref PacketWriter writer, MqttVersion version)
    {
        writer.WriteUInt16(PacketId);
        if (version == MqttVersion.V500)
        {
            var section = writer.BeginSection();
            if (Identifier != 0) writer.WriteProperty(PropertyId.SubscriptionIdentifier, Identifier);
            writer.EndSection(section);
        }
        foreach (var subscription in Subscriptions)
        {
            writer.WriteText(subscription.Filter);
            writer.WriteByte(Options(subscription, version));
        }
    }

    /// <summary>Subscription Options (§3.8.3.1); in 3.1.1 only the QoS, the rest reserved [MQTT-3-8.3-4].</summary>
    private MqttReasonCode Add(ReadOnlySpan<byte> filter, byte options, MqttVersion version)
    {
        var qos = options & 3;
        var retainHandling = options >> 4 & 3;
        if (qos == 3) return MqttReasonCode.MalformedPacket;
        if (version == MqttVersion.V311 && options != qos) return MqttReasonCode.MalformedPacket;
        if ((options & 0xC0) != 0) return MqttReasonCode.MalformedPacket; // [MQTT-3.8.3-5]
        if (retainHandling == 3) return MqttReasonCode.ProtocolError;
        var noLocal = (options & 4) != 0;
        if (noLocal && filter.StartsWith("$share/"u8)) return MqttReasonCode.ProtocolError; // [MQTT-3.8.3-4]
        Subscriptions.Add(new MqttSubscription(
            Encoding.UTF8.GetString(filter), (MqttQoS)qos, noLocal, (options & 8) != 0, (MqttRetainHandling)retainHandling));
        return MqttReasonCode.Success;
    }

    private static byte Options(MqttSubscription subscription, MqttVersion version)
    {
        var options = (byte)subscription.QoS;
        if (version != MqttVersion.V500) return options;
        if (subscription.NoLocal) options |= 4;
        if (subscription.RetainAsPublished) options |= 8;
        return (byte)(options | (byte)subscription.RetainHandling << 4);
    }
}
