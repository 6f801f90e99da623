using Nanofleet.Mqtt.Broker;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>A subscription as it is stored: options, identifier, the whole filter.</summary>
internal static class StoredSubscription
{
    private const int FixedSize = 1 + 4;
    private const byte NoLocalFlag = 4;
    private const byte RetainAsPublishedFlag = 8;
    private const byte SharedFlag = 16;

    public static byte[] Encode(Subscription subscription)
    {
        var value = new byte[FixedSize + ValueWriter.SizeOf(subscription.Filter)];
        var writer = new ValueWriter(value);
        var flags = (byte)subscription.QoS | (subscription.NoLocal ? NoLocalFlag : 0);
        flags |= (subscription.RetainAsPublished ? RetainAsPublishedFlag : 0) | (subscription.IsShared ? SharedFlag : 0);
        writer.WriteByte((byte)flags);
        writer.WriteUInt32(subscription.Identifier);
        writer.WriteText(subscription.Filter);
        return value;
    }

    public static Subscription Decode(ReadOnlySpan<byte> value, Session session, long number)
    {
        var reader = new ValueReader(value);
        var flags = reader.ReadByte();
        var identifier = reader.ReadUInt32();
        return new Subscription
        {
            Session = session,
            Filter = reader.ReadText(),
            QoS = (MqttQoS)(flags & 3),
            NoLocal = (flags & NoLocalFlag) != 0,
            RetainAsPublished = (flags & RetainAsPublishedFlag) != 0,
            IsShared = (flags & SharedFlag) != 0,
            Identifier = identifier,
            StoreNumber = number,
        };
    }
}
