using Nanofleet.Mqtt.Broker;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>A kept message as it is stored: flags, expiry as a time of day (0: none), topic, properties, payload.</summary>
internal static class StoredMessage
{
    private const int FixedSize = 1 + 8 + 3 * ValueWriter.LengthSize;
    private const byte RetainFlag = 4;

    public static ReadOnlyMemory<byte> Encode(Message message, BrokerClock clock, ValueArena arena)
    {
        var room = arena.Take(FixedSize + message.Topic.Length + message.Properties.Length + message.Payload.Length);
        var writer = new ValueWriter(room.Span);
        writer.WriteByte((byte)((byte)message.QoS | (message.Retain ? RetainFlag : 0)));
        writer.WriteInt64(clock.ToTimeOfDay(message.ExpiresAt));
        writer.WriteBytes(message.Topic);
        writer.WriteBytes(message.Properties);
        writer.WriteBytes(message.Payload);
        return room;
    }

    public static Message Decode(ReadOnlySpan<byte> value, BrokerClock clock)
    {
        var reader = new ValueReader(value);
        var flags = reader.ReadByte();
        var expiresAt = clock.FromTimeOfDay(reader.ReadInt64());
        return new Message(reader.ReadBytes(), reader.ReadBytes(), reader.ReadBytes())
        {
            QoS = (MqttQoS)(flags & 3),
            Retain = (flags & RetainFlag) != 0,
            ExpiresAt = expiresAt,
        };
    }
}
