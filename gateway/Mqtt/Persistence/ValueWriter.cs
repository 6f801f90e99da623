using System.Buffers.Binary;
using System.Text;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>Fills one stored value, little-endian, into room of its exact size.</summary>
internal ref struct ValueWriter(Span<byte> room)
{
    /// <summary>Of the length in front of bytes and text.</summary>
    public const int LengthSize = 4;

    private Span<byte> _rest = room;

    public static int SizeOf(string text) => LengthSize + Encoding.UTF8.GetByteCount(text);

    public void WriteByte(byte value)
    {
        _rest[0] = value;
        _rest = _rest[1..];
    }

    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
        _rest = _rest[2..];
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
        _rest = _rest[4..];
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_rest, value);
        _rest = _rest[8..];
    }

    /// <summary>Bytes behind their length.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteUInt32((uint)value.Length);
        value.CopyTo(_rest);
        _rest = _rest[value.Length..];
    }

    /// <summary>UTF-8 behind its length.</summary>
    public void WriteText(string value)
    {
        var length = Encoding.UTF8.GetBytes(value, _rest[LengthSize..]);
        WriteUInt32((uint)length);
        _rest = _rest[length..];
    }
}
