using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Engine;

/// <summary>A packet that the library sent.</summary>
internal sealed record ReceivedPacket(PacketType Type, byte Flags, byte[] Body)
{
    public int Size { get; init; }

    public ushort Id => (ushort)(Body[0] << 8 | Body[1]);

    /// <summary>Decodes it as a PUBLISH; it was checked before.</summary>
    public PublishPacket AsPublish(MqttVersion version)
    {
        PublishPacket.Decode(Body, Flags, version, out var packet);
        return packet;
    }
}
