using System.Buffers.Binary;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>
/// Packs minutes of sensors into bytes, some 15 for one with a single reading: this is written with every commit, so it
/// must be small. Layout: version; how many devices were heard, for each of them varints (device, heard, and sent as a distance
/// from it, both 0 for not); then for each minute varints (device, sensor, minute as zigzag distance from the one
/// before, count with the quality in its lowest bits), the values as doubles (one for none or one reading, else low, high, sum, last) and the last's place in its minute.
/// Keeps its buffer: a packed row is valid until the next <see cref="Begin"/>.
/// </summary>
internal sealed class DeltaWriter
{
    public const byte Version = 2;

    /// <summary>Before there were devices heard and qualities in it.</summary>
    public const byte FirstVersion = 1;

    /// <summary>Below the count; 3 for a quality that is not known would be <see cref="TimeQuality.Arrival"/>, so there are three bits.</summary>
    public const int QualityBits = 3;

    public const int NoQuality = 7;

    private const int MostBytes = 5 + 5 + 10 + 10 + (4 * sizeof(double)) + 3; // of one minute; more than of one device

    private byte[] _bytes = new byte[256];
    private int _length;
    private long _minute;

    public ArraySegment<byte> Packed => new(_bytes, 0, _length);

    /// <param name="devices">So many activities are written first.</param>
    public void Begin(int devices)
    {
        (_length, _minute) = (0, 0);
        Reserve();
        _bytes[_length++] = Version;
        Varint((uint)devices);
    }

    public void Write(in Activity activity)
    {
        Reserve();
        Varint((uint)activity.DeviceKey);
        Varint(activity.SeenMs is { } seen ? Zigzag(seen) + 1 : 0);
        Varint(activity.UploadMs is { } upload ? Zigzag(upload - (activity.SeenMs ?? 0)) + 1 : 0);
    }

    public void Write(in RollupRow row)
    {
        Reserve();
        var minute = row.BucketMs / RollupLevel.Minute.LengthMs();
        var summary = row.Summary;
        Varint((uint)row.DeviceKey);
        Varint((uint)row.SensorKey);
        Varint(Zigzag(minute - _minute));
        Varint(((ulong)summary.Count << QualityBits) | (uint)(row.Quality is { } quality ? (int)quality : NoQuality));
        if (summary.Count > 1)
        {
            Number(summary.Low);
            Number(summary.High);
            Number(summary.Sum);
        }

        Number(summary.Last);
        Varint((ulong)(summary.LastMs - row.BucketMs));
        _minute = minute;
    }

    private static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private void Reserve()
    {
        if (_bytes.Length - _length < MostBytes) Array.Resize(ref _bytes, _bytes.Length * 2);
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
