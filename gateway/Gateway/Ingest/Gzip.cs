using System.Buffers.Binary;
using System.IO.Compression;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Unpacks what a sender compressed, never beyond the size of a message: a few bytes can unpack to gigabytes.</summary>
public static class Gzip
{
    /// <summary>By its first bytes (RFC 1952, 2.3.1); no JSON begins so.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> payload) => payload is [0x1f, 0x8b, 0x08, ..];

    public static bool TryUnpack(ReadOnlyMemory<byte> packed, out byte[] payload, out Refusal refusal)
    {
        var room = new byte[Limits.GatewayMessage + 1];
        (payload, refusal) = ([], Refusal.NotGzip());
        int length;
        try
        {
            using var stream = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            length = stream.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            return false;
        }

        if (length > Limits.GatewayMessage)
        {
            refusal = Refusal.TooLargeUnpacked();
            return false;
        }

        if (!EndsWithLength(packed.Span, length)) return false;
        payload = room[..length];
        refusal = default;
        return true;
    }

    /// <summary>A stream that was cut may unpack without complaint; its last four bytes, the length (RFC 1952, 2.3.1), then do not fit.</summary>
    private static bool EndsWithLength(ReadOnlySpan<byte> packed, int length) =>
        packed.Length >= 18 && BinaryPrimitives.ReadUInt32LittleEndian(packed[^4..]) == length;
}
