namespace Nanofleet.Mqtt.Persistence;

/// <summary>A topic's retained message as it is stored: the number of the message, which holds the topic.</summary>
internal static class StoredRetained
{
    public static ReadOnlyMemory<byte> Encode(long message, ValueArena arena)
    {
        var room = arena.Take(8);
        new ValueWriter(room.Span).WriteInt64(message);
        return room;
    }

    public static long Decode(ReadOnlySpan<byte> value) => new ValueReader(value).ReadInt64();
}
