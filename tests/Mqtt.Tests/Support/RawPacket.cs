using System.Text;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>A packet as it came.</summary>
internal sealed record RawPacket(PacketType Type, byte Flags, byte[] Body)
{
    public ushort FirstNumber => (ushort)(Body[0] << 8 | Body[1]);

    /// <summary>Decodes it as a PUBLISH and checks that it is one.</summary>
    public (string Topic, string Payload, MqttQoS QoS, bool Retain, bool Duplicate, ushort Id, MqttPropertyList Properties) AsPublish(MqttVersion version)
    {
        Assert.Equal(PacketType.Publish, Type);
        Assert.Equal(MqttReasonCode.Success, PublishPacket.Decode(Body, Flags, version, out var packet));
        return (Encoding.UTF8.GetString(Body[packet.Topic]), Encoding.UTF8.GetString(Body[packet.Payload]), packet.QoS, packet.Retain, packet.Duplicate, packet.PacketId, new MqttPropertyList(Body[packet.Properties]));
    }

    public override string ToString() => $"{Type} {Flags:x} {Convert.ToHexString(Body)}";
}
