using System.Buffers.Binary;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>
/// Packs minutes of sensors into bytes, some 15 for one with a single reading: this is written with every commit, so it
/// must be small. Layout: version, then for each minute varints (device, sensor, minute as zigzag distance from the one
/// before, count), the values as doubles (one for one reading, else low, high, sum, last) and the last's place in its minute.
/// </summary>
internal sealed class DeltaWriter
{
    public const byte Version = 1;

    private const int MostBytes = 5 + 5 + 10 + 10 + (4 * sizeof(double)) + 3; // of one minute

    private byte[] _bytes = new byte[256];
    private int _length = 1;
    private long _minute;

    public void Write(in RollupRow row)
    {
        if (_bytes.Length - _length < MostBytes) Array.Resize(ref _bytes, _bytes.Length * 2);
        var minute = row.BucketMs / RollupLevel.Minute.LengthMs();
        var step = minute - _minute;
        _minute = minute;
        var summary = row.Summary;
        Varint((uint)row.DeviceKey);
        Varint((uint)row.SensorKey);
        Varint((ulong)((step << 1) ^ (step >> 63)));
        Varint((ulong)summary.Count);
        if (summary.Count > 1)
        {
            Number(summary.Low);
            Number(summary.High);
            Number(summary.Sum);
        }

        Number(summary.Last);
        Varint((ulong)(summary.LastMs - row.BucketMs));
    }

    public byte[] ToBytes()
    {
        _bytes[0] = Version;
        return _bytes[.._length];
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes[_length++] = (byte)(value | 0x80);
        _bytes[_length++] = (byte)value;
    }

    private void Number(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(double);
    }
}
