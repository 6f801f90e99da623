using System.Text;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Grammar;

/// <summary>
/// Packets of one version by kind. Without chaos each is one that its sender may send; with it every choice may turn
/// out wrong: flags, identifiers, lengths, texts, properties.
/// </summary>
internal sealed class PacketGrammar(Random random, MqttVersion version, double chaos)
{
    private static readonly ulong OneHop = PropertyRules.Bit(PropertyId.TopicAlias) | PropertyRules.Bit(PropertyId.SubscriptionIdentifier);
    private static readonly ulong Authentication = PropertyRules.Bit(PropertyId.AuthenticationMethod) | PropertyRules.Bit(PropertyId.AuthenticationData);

    private readonly PropertyGrammar _properties = new(random, chaos);

    public MqttVersion Version => version;

    /// <summary>A CONNECT; the limits that the client sets come back, as far as they were set without chaos.</summary>
    public byte[] Connect(string id, bool cleanStart)
    {
        var hasWill = random.Next(3) == 0;
        var flags = (cleanStart ? 2 : 0) | (hasWill ? 4 | random.Next(3) << 3 | random.Next(2) << 5 : 0) | (random.Next(4) == 0 ? 0x80 | random.Next(2) << 6 : 0);
        if (Wrong(0.3)) flags ^= 1 << random.Next(8);
        var packet = new PacketBuffer().Text(Wrong(0.1) ? "MQIsdp" : "MQTT").Byte(Wrong(0.2) ? random.Next(8) : (int)version);
        packet.Byte(flags).UInt16(Wrong(0.3) ? random.Next(65536) : 0);
        Properties(packet, PropertyRules.Connect, Authentication);
        Text(packet, id);
        if (hasWill)
        {
            Properties(packet, PropertyRules.Will);
            Topic(packet);
            packet.Binary(Words.Payload(random));
        }
        if ((flags & 0x80) != 0) Text(packet, "user");
        if ((flags & 0x40) != 0) packet.Binary(Words.Payload(random));
        return Frame(packet, PacketType.Connect, 0);
    }

    public byte[] ConnAck(bool sessionPresent, MqttReasonCode reason)
    {
        var packet = new PacketBuffer().Byte(Wrong(0.3) ? random.Next(256) : sessionPresent ? 1 : 0).Byte(Wrong(0.3) ? random.Next(256) : (int)reason);
        Properties(packet, PropertyRules.ConnAck, Authentication);
        return Frame(packet, PacketType.ConnAck, 0);
    }

    public byte[] Publish(string topic, int qos, ushort id, byte[] payload, bool duplicate = false)
    {
        var flags = qos << 1 | random.Next(2) | (duplicate ? 8 : 0);
        if (Wrong(0.3)) flags = random.Next(16);
        var packet = new PacketBuffer();
        if (Wrong(0.4)) Topic(packet);
        else packet.Text(topic);
        if ((flags & 6) != 0) packet.UInt16(Identifier(id));
        Properties(packet, PropertyRules.Publish, OneHop);
        return Frame(packet.Bytes(payload), PacketType.Publish, flags);
    }

    public byte[] Answer(PacketType type, ushort id, MqttReasonCode reason = MqttReasonCode.Success)
    {
        var packet = new PacketBuffer().UInt16(Identifier(id));
        if (version == MqttVersion.V500 && (reason != MqttReasonCode.Success || random.Next(2) == 0) || Wrong(0.2))
        {
            packet.Byte(Wrong(0.3) ? random.Next(256) : (int)reason);
            if (random.Next(2) == 0) Properties(packet, PropertyRules.Answer);
        }
        return Frame(packet, type, type == PacketType.PubRel ? 2 : 0);
    }

    public byte[] Subscribe(ushort id)
    {
        var packet = new PacketBuffer().UInt16(Identifier(id));
        Properties(packet, PropertyRules.Subscribe);
        for (var i = Wrong(0.2) ? 0 : random.Next(1, 4); i > 0; i--)
        {
            var filter = Wrong(0.3) ? Words.WrongFilter(random) : Words.Filter(random);
            Text(packet, filter);
            var options = random.Next(3);
            if (version == MqttVersion.V500) options |= (filter.StartsWith("$share", StringComparison.Ordinal) ? 0 : random.Next(2) << 2) | random.Next(2) << 3 | random.Next(3) << 4;
            packet.Byte(Wrong(0.3) ? random.Next(256) : options);
        }
        return Frame(packet, PacketType.Subscribe, 2);
    }

    public byte[] Unsubscribe(ushort id)
    {
        var packet = new PacketBuffer().UInt16(Identifier(id));
        Properties(packet, PropertyRules.Unsubscribe);
        for (var i = Wrong(0.2) ? 0 : random.Next(1, 4); i > 0; i--) Text(packet, Wrong(0.3) ? Words.WrongFilter(random) : Words.Filter(random));
        return Frame(packet, PacketType.Unsubscribe, 2);
    }

    /// <summary>SUBACK or UNSUBACK with so many reasons.</summary>
    public byte[] SubscriptionAnswer(PacketType type, ushort id, int count)
    {
        var packet = new PacketBuffer().UInt16(Identifier(id));
        Properties(packet, PropertyRules.Answer);
        if (type == PacketType.UnsubAck && version == MqttVersion.V311) count = 0;
        for (var i = Wrong(0.3) ? random.Next(5) : count; i > 0; i--) packet.Byte(Wrong(0.3) ? random.Next(256) : 0);
        return Frame(packet, type, 0);
    }

    public byte[] Ping(PacketType type) => Frame(new PacketBuffer(), type, 0);

    public byte[] Disconnect(MqttReasonCode reason, bool fromServer)
    {
        var packet = new PacketBuffer();
        if (version == MqttVersion.V311) return Frame(packet, PacketType.Disconnect, 0);
        if (reason != MqttReasonCode.NormalDisconnection || random.Next(2) == 0) packet.Byte((int)reason);
        var without = fromServer ? PropertyRules.Bit(PropertyId.SessionExpiryInterval) : PropertyRules.Bit(PropertyId.ServerReference) | PropertyRules.Bit(PropertyId.SessionExpiryInterval);
        if (packet.Length > 0 && random.Next(2) == 0) Properties(packet, PropertyRules.Disconnect, without);
        return Frame(packet, PacketType.Disconnect, 0);
    }

    public byte[] Auth()
    {
        var packet = new PacketBuffer().Byte(Words.Pick(random, [0x00, 0x18, 0x19]));
        var method = new PacketBuffer().Byte((int)PropertyId.AuthenticationMethod).Text("method");
        packet.Section(method);
        return Frame(packet, PacketType.Auth, 0);
    }

    private bool Wrong(double weight) => random.NextDouble() < chaos * weight;

    private ushort Identifier(ushort id) => Wrong(0.4) ? (ushort)Words.Pick(random, [0, 1, 2, 3, 65535]) : id;

    private void Properties(PacketBuffer packet, ulong allowed, ulong without = 0)
    {
        if (version == MqttVersion.V500) _properties.Write(packet, allowed, without);
    }

    private void Topic(PacketBuffer packet) => Text(packet, Wrong(0.5) ? Words.WrongTopic(random) : Words.Topic(random));

    private void Text(PacketBuffer packet, string text) =>
        packet.Binary(Wrong(0.1) ? Words.WrongText(random) : Encoding.UTF8.GetBytes(text), Wrong(0.1) ? random.Next(-2, 3) : 0);

    private byte[] Frame(PacketBuffer packet, PacketType type, int flags) =>
        packet.Frame((int)type << 4 | (Wrong(0.1) ? random.Next(16) : flags));
}
