using System.Buffers.Binary;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>Unpacks what <see cref="DeltaWriter"/> packed.</summary>
internal ref struct DeltaReader
{
    private ReadOnlySpan<byte> _rest;
    private long _minute;

    public DeltaReader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes[0] != DeltaWriter.Version) throw new InvalidDataException("rollup_pending has a row of a form that this program does not know");
        _rest = bytes[1..];
    }

    public bool TryRead(out RollupRow row)
    {
        row = default;
        if (_rest.IsEmpty) return false;
        var (device, sensor, step, count) = ((int)Varint(), (int)Varint(), Varint(), (long)Varint());
        _minute += (long)(step >> 1) ^ -(long)(step & 1);
        var (low, high, sum) = count > 1 ? (Number(), Number(), Number()) : default;
        var last = Number();
        if (count == 1) (low, high, sum) = (last, last, last);
        var bucket = _minute * RollupLevel.Minute.LengthMs();
        row = new RollupRow(device, sensor, bucket, new Summary(count, low, high, sum, last, bucket + (long)Varint()));
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var (at, shift) = (0, 0); ; at++, shift += 7)
        {
            value |= (ulong)(_rest[at] & 0x7F) << shift;
            if (_rest[at] >= 0x80) continue;
            _rest = _rest[(at + 1)..];
            return value;
        }
    }

    private double Number()
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(_rest);
        _rest = _rest[sizeof(double)..];
        return value;
    }
}
