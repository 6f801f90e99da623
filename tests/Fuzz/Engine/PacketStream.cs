using System.Buffers;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Engine;

/// <summary>Cuts what the library sends into packets and checks each: one of those that this end may send, and well made.</summary>
internal sealed class PacketStream(bool fromServer, MqttVersion version)
{
    private static readonly PacketType[] FromServer =
    [
        PacketType.ConnAck, PacketType.Publish, PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp, PacketType.SubAck, PacketType.UnsubAck,
        PacketType.PingResp, PacketType.Disconnect, PacketType.Auth,
    ];

    private static readonly PacketType[] FromClient =
    [
        PacketType.Connect, PacketType.Publish, PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp, PacketType.Subscribe, PacketType.Unsubscribe,
        PacketType.PingReq, PacketType.Disconnect, PacketType.Auth,
    ];

    private byte[] _rest = [];

    /// <summary>What is spoken: as was meant, until a CONNACK shows what the server understood.</summary>
    public MqttVersion Version { get; private set; } = version;

    /// <summary>Begun and not finished.</summary>
    public bool IsInside => _rest.Length > 0;

    public List<ReceivedPacket> Add(byte[] bytes)
    {
        var packets = new List<ReceivedPacket>();
        var buffer = new ReadOnlySequence<byte>([.. _rest, .. bytes]);
        while (true)
        {
            var before = buffer.Length;
            var status = PacketFrame.TryRead(ref buffer, int.MaxValue, out var header, out var body);
            if (status == FrameStatus.Incomplete) break;
            if (status != FrameStatus.Complete) throw new FindingException($"it sent what is no packet: {Convert.ToHexString(buffer.ToArray())}");
            var packet = new ReceivedPacket((PacketType)(header >> 4), (byte)(header & 15), body.ToArray()) { Size = (int)(before - buffer.Length) };
            if (packet.Type == PacketType.ConnAck) Version = packet.Body.Length == 2 ? MqttVersion.V311 : MqttVersion.V500;
            Check(packet);
            packets.Add(packet);
        }
        _rest = buffer.ToArray();
        return packets;
    }

    private void Check(ReceivedPacket packet)
    {
        var version = Version;
        var may = (fromServer ? FromServer : FromClient).Contains(packet.Type);
        if (version == MqttVersion.V311 && (packet.Type == PacketType.Auth || packet.Type == PacketType.Disconnect && fromServer)) may = false;
        var error = may ? Decode(packet, version) : MqttReasonCode.ProtocolError;
        if (error != MqttReasonCode.Success) throw new FindingException($"it sent {packet.Type} {packet.Flags:X} {Convert.ToHexString(packet.Body)} in {version}: {error}");
    }

    private static MqttReasonCode Decode(ReceivedPacket packet, MqttVersion version) => packet.Type switch
    {
        PacketType.Connect => ConnectPacket.Decode(packet.Body, packet.Flags, out _),
        PacketType.ConnAck => ConnAckPacket.Decode(packet.Body, packet.Flags, version, out _),
        PacketType.Publish => PublishPacket.Decode(packet.Body, packet.Flags, version, out _),
        PacketType.Subscribe => SubscribePacket.Decode(packet.Body, packet.Flags, version, out _),
        PacketType.Unsubscribe => UnsubscribePacket.Decode(packet.Body, packet.Flags, version, out _),
        PacketType.SubAck or PacketType.UnsubAck => SubscriptionAnswer.Decode(packet.Body, packet.Type, packet.Flags, version, out _),
        PacketType.Disconnect => DisconnectPacket.Decode(packet.Body, packet.Flags, version, out _),
        PacketType.Auth => AuthPacket.Decode(packet.Body, packet.Flags, out _),
        PacketType.PingReq or PacketType.PingResp => packet.Flags == 0 && packet.Body.Length == 0 ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket,
        _ => AnswerPacket.Decode(packet.Body, packet.Type, packet.Flags, version, out _),
    };
}
