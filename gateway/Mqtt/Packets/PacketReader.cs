using System.Buffers.Binary;

namespace Nanofleet.Mqtt.Packets;

/// <summary>
/// Reads the fields of one packet's body (5.0 §1.5). The first field that does not fit makes it fail for good, so that
/// a decoder reads all it wants and asks once. Allocates nothing; what it returns points into the body.
/// </summary>
internal ref struct PacketReader(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>How far it has read.</summary>
    public int Position { get; private set; }

    /// <summary>A field was cut off or not well encoded.</summary>
    public bool Failed { get; private set; }

    public readonly bool AtEnd => Position == _body.Length;

    public readonly ReadOnlySpan<byte> Rest => _body[Position..];

    /// <summary>§1.5.1</summary>
    public byte ReadByte()
    {
        var bytes = Take(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    /// <summary>Two Byte Integer (§1.5.2).</summary>
    public ushort ReadUInt16()
    {
        var bytes = Take(2);
        return bytes.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    /// <summary>Four Byte Integer (§1.5.3).</summary>
    public uint ReadUInt32()
    {
        var bytes = Take(4);
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    /// <summary>Variable Byte Integer (§1.5.5).</summary>
    public uint ReadVariable()
    {
        var size = VariableByteInteger.TryRead(Rest, out var value);
        if (size <= 0) Failed = true;
        else Position += size;
        return value;
    }

    /// <summary>Binary Data (§1.5.6).</summary>
    public ReadOnlySpan<byte> ReadBinary()
    {
        var length = ReadUInt16();
        return Failed ? default : Take(length);
    }

    /// <summary>UTF-8 Encoded String (§1.5.4).</summary>
    public ReadOnlySpan<byte> ReadText()
    {
        var text = ReadBinary();
        if (!MqttText.IsValid(text)) Failed = true;
        return text;
    }

    /// <summary>The next bytes as a reader of their own: a section that brings its length.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        if (Failed || length > _body.Length - Position)
        {
            Failed = true;
            return default;
        }
        var bytes = _body.Slice(Position, length);
        Position += length;
        return bytes;
    }
}
