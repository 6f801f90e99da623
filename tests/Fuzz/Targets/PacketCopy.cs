using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Targets;

/// <summary>Every decoder with the encoder of the same packet.</summary>
internal static class PacketCopy
{
    /// <summary>Decodes; the encoder that comes back writes what was decoded. Null where the library never writes such a packet.</summary>
    public static MqttReasonCode Decode(PacketType type, byte flags, byte[] body, MqttVersion version, out Func<byte[]>? encode)
    {
        encode = null;
        MqttReasonCode error;
        switch (type)
        {
            case PacketType.Connect:
                error = ConnectPacket.Decode(body, flags, out var connect);
                encode = () => Write(type, 0, (ref PacketWriter writer) => connect.Encode(ref writer));
                return error;
            case PacketType.ConnAck:
                error = ConnAckPacket.Decode(body, flags, version, out var connAck);
                encode = () => Write(type, 0, (ref PacketWriter writer) => connAck.Encode(ref writer, version));
                return error;
            case PacketType.Publish:
                error = PublishPacket.Decode(body, flags, version, out var publish);
                encode = () => Write(publish, body, version);
                return error;
            case PacketType.Subscribe:
                error = SubscribePacket.Decode(body, flags, version, out var subscribe);
                encode = () => Write(type, 2, (ref PacketWriter writer) => subscribe.Encode(ref writer, version));
                return error;
            case PacketType.Unsubscribe:
                error = UnsubscribePacket.Decode(body, flags, version, out var unsubscribe);
                encode = () => Write(type, 2, (ref PacketWriter writer) => unsubscribe.Encode(ref writer, version));
                return error;
            case PacketType.SubAck or PacketType.UnsubAck:
                error = SubscriptionAnswer.Decode(body, type, flags, version, out var answer);
                encode = () => Write(type, 0, (ref PacketWriter writer) => answer.Encode(ref writer, type, version));
                return error;
            case PacketType.Disconnect:
                error = DisconnectPacket.Decode(body, flags, version, out var disconnect);
                encode = () => Write(type, 0, (ref PacketWriter writer) => disconnect.Encode(ref writer, version));
                return error;
            case PacketType.Auth when version == MqttVersion.V500:
                error = AuthPacket.Decode(body, flags, out var auth);
                if (auth.Method is not null) encode = () => Write(type, 0, (ref PacketWriter writer) => auth.Encode(ref writer));
                return error;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                error = AnswerPacket.Decode(body, type, flags, version, out var received);
                encode = () => Write(type, received, version);
                return error;
            default:
                return flags == 0 && body.Length == 0 ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket;
        }
    }

    private delegate void Encoder(ref PacketWriter writer);

    private static byte[] Write(PacketType type, byte flags, Encoder encode)
    {
        var writer = new PacketWriter(stackalloc byte[32], type, flags);
        encode(ref writer);
        var packet = writer.Complete().ToArray();
        writer.Dispose();
        return packet;
    }

    private static byte[] Write(PacketType type, AnswerPacket answer, MqttVersion version)
    {
        Span<byte> target = stackalloc byte[AnswerPacket.MaximumSize];
        return target[..AnswerPacket.Write(target, type, answer.PacketId, answer.Reason, version)].ToArray();
    }

    private static byte[] Write(PublishPacket publish, byte[] body, MqttVersion version)
    {
        var section = body[publish.Properties];
        var forwarded = new byte[section.Length];
        var length = ForwardedProperties.Copy(section, forwarded);
        var packet = new OutgoingPublish
        {
            Version = version, QoS = publish.QoS, Retain = publish.Retain, Duplicate = publish.Duplicate, PacketId = publish.PacketId,
            Topic = body.AsSpan(publish.Topic), Payload = body.AsSpan(publish.Payload), Properties = forwarded.AsSpan(0, length),
            HasExpiry = publish.HasExpiry, Expiry = publish.Expiry, TopicAlias = publish.TopicAlias,
            SubscriptionIdentifiers = new MqttPropertyList(section).SubscriptionIdentifiers.ToArray(),
        };
        var bytes = new byte[packet.Size];
        packet.Write(bytes);
        return bytes;
    }
}
