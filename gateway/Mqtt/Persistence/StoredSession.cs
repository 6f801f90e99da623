namespace Nanofleet.Mqtt.Persistence;

/// <summary>What is stored of a session itself; its number is in the key.</summary>
/// <param name="ClientId">Whose it is.</param>
/// <param name="ExpirySeconds">How long it outlives its connection.</param>
/// <param name="EndsAt">When it ends, as a time of day; 0 while connected.</param>
/// <param name="SentUpTo">The order of the last message that was sent to it; of no meaning while connected.</param>
internal sealed record StoredSession(string ClientId, uint ExpirySeconds, long EndsAt, long SentUpTo)
{
    private const int FixedSize = 4 + 8 + 8;

    public bool WasConnected => EndsAt == 0;

    public byte[] Encode()
    {
        var value = new byte[FixedSize + ValueWriter.SizeOf(ClientId)];
        var writer = new ValueWriter(value);
        writer.WriteUInt32(ExpirySeconds);
        writer.WriteInt64(EndsAt);
        writer.WriteInt64(SentUpTo);
        writer.WriteText(ClientId);
        return value;
    }

    public static StoredSession Decode(ReadOnlySpan<byte> value)
    {
        var reader = new ValueReader(value);
        var (expiry, endsAt, sentUpTo) = (reader.ReadUInt32(), reader.ReadInt64(), reader.ReadInt64());
        return new StoredSession(reader.ReadText(), expiry, endsAt, sentUpTo);
    }
}
