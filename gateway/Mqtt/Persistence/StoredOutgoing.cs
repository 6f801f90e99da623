using Nanofleet.Mqtt.Broker;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>A message's place in a queue as it is stored: message, flags, packet identifier (0: by its order), subscription identifiers. Its key has the order.</summary>
internal static class StoredOutgoing
{
    private const int FixedSize = 8 + 1 + 2 + 2;
    private const byte RetainFlag = 4;
    private const byte ReleasedFlag = 8;

    public static ReadOnlyMemory<byte> Encode(OutgoingMessage outgoing, ValueArena arena)
    {
        var room = arena.Take(FixedSize + outgoing.Identifiers.Length * 4);
        var writer = new ValueWriter(room.Span);
        writer.WriteInt64(outgoing.Message.Stored!.Number);
        writer.WriteByte((byte)((byte)outgoing.QoS | (outgoing.Retain ? RetainFlag : 0) | (outgoing.IsReleased ? ReleasedFlag : 0)));
        writer.WriteUInt16(outgoing.PacketId);
        writer.WriteUInt16((ushort)outgoing.Identifiers.Length);
        foreach (var identifier in outgoing.Identifiers) writer.WriteUInt32(identifier);
        return room;
    }

    public static long MessageOf(ReadOnlySpan<byte> value) => new ValueReader(value).ReadInt64();

    public static OutgoingMessage Decode(ReadOnlySpan<byte> value, long order, Message message)
    {
        var reader = new ValueReader(value);
        reader.ReadInt64();
        var flags = reader.ReadByte();
        var packetId = reader.ReadUInt16();
        var identifiers = new uint[reader.ReadUInt16()];
        for (var i = 0; i < identifiers.Length; i++) identifiers[i] = reader.ReadUInt32();
        return new OutgoingMessage
        {
            Message = message,
            QoS = (MqttQoS)(flags & 3),
            Retain = (flags & RetainFlag) != 0,
            Identifiers = identifiers,
            PacketId = packetId,
            Order = order,
            IsReleased = (flags & ReleasedFlag) != 0,
            IsStored = true,
        };
    }
}
