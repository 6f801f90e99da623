using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Client;

/// <summary>
/// The client's way out where it uses topic aliases (5.0 §3.3.2.3.4). Publishes come from any thread, and what a number
/// stands for is known to the broker only in the order of writing: hence a lock around both.
/// </summary>
internal sealed class AliasingOutput(ConnectionOutput output, OutgoingAliases aliases, uint maximumSize)
{
    private readonly Lock _gate = new();

    /// <summary>Writes a PUBLISH whose size was found small enough without an alias.</summary>
    public void Write(ref OutgoingPublish packet, int size)
    {
        lock (_gate)
        {
            if (size + OutgoingPublish.AliasGrowth <= maximumSize) aliases.Apply(ref packet);
            output.Write(packet, packet.Size);
        }
    }

    /// <summary>Writes a PUBLISH that is kept in its encoding, without alias, to be sent again over another connection.</summary>
    public void Write(ReadOnlySpan<byte> encoded)
    {
        var body = encoded[(1 + VariableByteInteger.TryRead(encoded[1..], out _))..];
        PublishPacket.Decode(body, (byte)(encoded[0] & 15), MqttVersion.V500, out var parts);
        var packet = new OutgoingPublish
        {
            Version = MqttVersion.V500,
            QoS = parts.QoS,
            Retain = parts.Retain,
            Duplicate = parts.Duplicate,
            PacketId = parts.PacketId,
            Topic = body[parts.Topic],
            Properties = body[parts.Properties],
            Payload = body[parts.Payload],
        };
        Write(ref packet, encoded.Length);
    }
}
