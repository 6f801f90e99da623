using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Nanofleet.Mqtt.Packets;

/// <summary>
/// Writes one packet whose length is known only at its end: room for the lengths is made afterwards. For the packets of
/// a connection's beginning and end and of its subscriptions; PUBLISH and its answers have writers that need no room.
/// </summary>
internal ref struct PacketWriter
{
    private Span<byte> _buffer;
    private byte[]? _rented;
    private int _length;

    /// <summary>Starts a packet in a buffer of the caller's; one from the pool is taken when it grows out of it.</summary>
    public PacketWriter(Span<byte> buffer, PacketType type, byte flags = 0)
    {
        _buffer = buffer;
        WriteByte((byte)((byte)type << 4 | flags));
    }

    /// <summary>§1.5.1</summary>
    public void WriteByte(byte value) => Reserve(1)[0] = value;

    /// <summary>Two Byte Integer (§1.5.2).</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    /// <summary>Four Byte Integer (§1.5.3).</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    /// <summary>Binary Data (§1.5.6) and UTF-8 Encoded String (§1.5.4): both are bytes behind their length.</summary>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        if (value.Length > MqttText.MaximumLength) throw new ArgumentException($"a field of {value.Length} bytes; MQTT allows {MqttText.MaximumLength}");
        WriteUInt16((ushort)value.Length);
        WriteBytes(value);
    }

    /// <summary>UTF-8 Encoded String (§1.5.4). U+0000 in it is the caller's fault [MQTT-1.5.4-2].</summary>
    public void WriteText(string value)
    {
        if (value.Contains('\0')) throw new ArgumentException("text with U+0000, which MQTT does not allow");
        WriteBinary(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>A property with a number or a flag.</summary>
    public void WriteProperty(PropertyId id, uint value)
    {
        WriteByte((byte)id);
        switch (PropertyRules.KindOf(id))
        {
            case PropertyKind.Flag: WriteByte((byte)value); break;
            case PropertyKind.UInt16: WriteUInt16((ushort)value); break;
            case PropertyKind.UInt32: WriteUInt32(value); break;
            case PropertyKind.Variable: _length += VariableByteInteger.Write(Room(4), value); break;
            default: throw new ArgumentException($"{id} is not a number");
        }
    }

    /// <summary>A property with bytes or text.</summary>
    public void WriteProperty(PropertyId id, ReadOnlySpan<byte> value)
    {
        WriteByte((byte)id);
        WriteBinary(value);
    }

    /// <summary>A property with text; left out when it is null.</summary>
    public void WriteProperty(PropertyId id, string? value)
    {
        if (value is null) return;
        WriteByte((byte)id);
        WriteText(value);
    }

    /// <summary>User Property (5.0 §2.2.2.2).</summary>
    public void WriteUserProperty(string name, string value)
    {
        WriteByte((byte)PropertyId.UserProperty);
        WriteText(name);
        WriteText(value);
    }

    /// <summary>Where a section that brings its length begins.</summary>
    public readonly int BeginSection() => _length;

    /// <summary>Puts the length in front of the section that began there.</summary>
    public void EndSection(int begin)
    {
        var length = _length - begin;
        var size = VariableByteInteger.Size((uint)length);
        Reserve(size);
        _buffer.Slice(begin, length).CopyTo(_buffer[(begin + size)..]);
        VariableByteInteger.Write(_buffer[begin..], (uint)length);
    }

    /// <summary>What was written behind the first byte, so far.</summary>
    public readonly ReadOnlySpan<byte> Body => _buffer[1.._length];

    /// <summary>The finished packet; valid until Dispose.</summary>
    public ReadOnlySpan<byte> Complete()
    {
        EndSection(1); // the remaining length (§2.1.4) stands behind the first byte
        return _buffer[.._length];
    }

    /// <summary>Gives the pool's buffer back.</summary>
    public readonly void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }

    private Span<byte> Reserve(int count)
    {
        var room = Room(count)[..count];
        _length += count;
        return room;
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length >= count) return _buffer[_length..];
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
        _buffer[.._length].CopyTo(larger);
        Dispose();
        _buffer = _rented = larger;
        return _buffer[_length..];
    }
}
