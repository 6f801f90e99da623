using System.Buffers.Binary;
using System.Text;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>Reads what <see cref="ValueWriter"/> wrote. A value that is cut off is damage, which the broker does not start with.</summary>
internal ref struct ValueReader(ReadOnlySpan<byte> value)
{
    private ReadOnlySpan<byte> _rest = value;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> ReadBytes() => Take((int)ReadUInt32());

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new InvalidDataException("the broker's store holds a value that is cut off");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
