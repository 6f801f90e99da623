using System.Buffers.Binary;
using System.Text;

namespace Nanofleet.Fuzz.Grammar;

/// <summary>Bytes of a packet in the making. Knows nothing of the library's writers, so that it does not share their faults.</summary>
internal sealed class PacketBuffer
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public PacketBuffer Byte(int value)
    {
        _bytes.Add((byte)value);
        return this;
    }

    public PacketBuffer UInt16(int value) => Byte(value >> 8).Byte(value);

    public PacketBuffer UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Bytes(bytes);
    }

    /// <summary>A variable byte integer; padded with useless bytes to be longer than it has to be.</summary>
    public PacketBuffer Variable(uint value, int padding = 0)
    {
        while (value >= 0x80 || padding > 0)
        {
            if (value < 0x80) padding--;
            Byte((int)(value | 0x80));
            value >>= 7;
        }
        return Byte((int)value);
    }

    public PacketBuffer Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Binary data or text behind its length; the length may lie.</summary>
    public PacketBuffer Binary(ReadOnlySpan<byte> bytes, int lie = 0) => UInt16(bytes.Length + lie).Bytes(bytes);

    public PacketBuffer Text(string text) => Binary(Encoding.UTF8.GetBytes(text));

    /// <summary>A section behind its length.</summary>
    public PacketBuffer Section(PacketBuffer section) => Variable((uint)section.Length).Bytes(section.ToArray());

    /// <summary>The whole packet behind its first byte.</summary>
    public byte[] Frame(int first) => new PacketBuffer().Byte(first).Variable((uint)Length).Bytes(ToArray()).ToArray();

    public byte[] ToArray() => [.. _bytes];
}
