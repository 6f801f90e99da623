using System.Buffers.Binary;
using System.Numerics;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>The Castagnoli checksum, as iSCSI (RFC 3720, 12.1) and ext4 have it; processors compute it eight bytes at a time.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
