using System.Buffers.Binary;
using System.Text;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>
/// A message as bytes in a spool file, little-endian: mark (4), length of the body (4), checksum of the body (4), then the body:
/// arrival in Unix milliseconds (8), replayed (1), length of the topic (2), topic, payload. The message is kept as it
/// came: it is decoded again when it is brought in.
/// </summary>
internal static class SpoolRecord
{
    /// <summary>Begins every record, so that the next good one is found behind damage. The last character is the version of this layout.</summary>
    private static ReadOnlySpan<byte> Mark => "NFS1"u8;

    private const int LengthAt = 4;
    private const int ChecksumAt = 8;
    private const int HeadBytes = 12;
    private const int FixedBodyBytes = 11;

    public static int Size(in RawMessage message) => HeadBytes + FixedBodyBytes + Encoding.UTF8.GetByteCount(message.Topic) + message.Payload.Length;

    /// <summary>Writes it to the beginning of a span of at least <see cref="Size"/> bytes, and returns its size.</summary>
    public static int Write(in RawMessage message, Span<byte> target)
    {
        Mark.CopyTo(target);
        var body = target[HeadBytes..];
        BinaryPrimitives.WriteInt64LittleEndian(body, message.ArrivalMs);
        body[8] = message.Replayed ? (byte)1 : (byte)0;
        var topic = Encoding.UTF8.GetBytes(message.Topic, body[FixedBodyBytes..]);
        BinaryPrimitives.WriteUInt16LittleEndian(body[9..], checked((ushort)topic)); // MQTT allows no longer one
        message.Payload.Span.CopyTo(body[(FixedBodyBytes + topic)..]);
        var length = FixedBodyBytes + topic + message.Payload.Length;
        BinaryPrimitives.WriteInt32LittleEndian(target[LengthAt..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChecksumAt..], Checksum(target, length));
        return HeadBytes + length;
    }

    /// <summary>The record at the beginning of these bytes; false where there is no whole and undamaged one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out RawMessage message, out int size)
    {
        (message, size) = (default, 0);
        if (source.Length < HeadBytes + FixedBodyBytes || !source.StartsWith(Mark)) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(source[LengthAt..]);
        if (length < FixedBodyBytes || length > source.Length - HeadBytes) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[ChecksumAt..]) != Checksum(source, length)) return false;
        var body = source.Slice(HeadBytes, length);
        var topic = BinaryPrimitives.ReadUInt16LittleEndian(body[9..]);
        if (topic > length - FixedBodyBytes) return false;
        message = new RawMessage(
            Encoding.UTF8.GetString(body.Slice(FixedBodyBytes, topic)),
            body[(FixedBodyBytes + topic)..].ToArray(),
            BinaryPrimitives.ReadInt64LittleEndian(body),
            Replayed: body[8] == 1);
        size = HeadBytes + length;
        return true;
    }

    /// <summary>Where the next whole record begins, from this offset on; -1 where there is none.</summary>
    public static int Find(ReadOnlySpan<byte> source, int from)
    {
        while (from < source.Length)
        {
            var mark = source[from..].IndexOf(Mark);
            if (mark < 0) return -1;
            from += mark;
            if (TryRead(source[from..], out _, out _)) return from;
            from++;
        }

        return -1;
    }

    /// <summary>A damaged length names another body, whose checksum is another one too.</summary>
    private static uint Checksum(ReadOnlySpan<byte> record, int length) => Crc32C.Of(record.Slice(HeadBytes, length));
}
