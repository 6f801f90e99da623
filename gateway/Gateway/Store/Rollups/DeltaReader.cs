using System.Buffers.Binary;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>Unpacks what <see cref="DeltaWriter"/> packed, in this version or the one before: first who was heard, then the minutes.</summary>
internal ref struct DeltaReader
{
    private readonly bool _isFirstVersion;
    private ReadOnlySpan<byte> _rest;
    private long _minute;
    private int _activities;

    public DeltaReader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes[0] is not (DeltaWriter.Version or DeltaWriter.FirstVersion)) throw new InvalidDataException("rollup_pending has a row of a form that this program does not know");
        _isFirstVersion = bytes[0] == DeltaWriter.FirstVersion;
        _rest = bytes[1..];
        if (!_isFirstVersion) _activities = (int)Varint();
    }

    /// <summary>To be asked until there are no more, before minutes are.</summary>
    public bool TryRead(out Activity activity)
    {
        activity = default;
        if (_activities == 0) return false;
        _activities--;
        var (device, seen, upload) = ((int)Varint(), Varint(), Varint());
        long? seenMs = seen == 0 ? null : Signed(seen - 1);
        activity = new Activity(device, seenMs, upload == 0 ? null : Signed(upload - 1) + (seenMs ?? 0));
        return true;
    }

    public bool TryRead(out RollupRow row)
    {
        row = default;
        if (_activities > 0) SkipActivities();
        if (_rest.IsEmpty) return false;
        var (device, sensor, step, counted) = ((int)Varint(), (int)Varint(), Varint(), Varint());
        _minute += Signed(step);
        var (count, quality) = _isFirstVersion ? ((long)counted, DeltaWriter.NoQuality) : ((long)(counted >> DeltaWriter.QualityBits), (int)counted & DeltaWriter.NoQuality);
        var (low, high, sum) = count > 1 ? (Number(), Number(), Number()) : default;
        var last = Number();
        if (count <= 1) (low, high, sum) = (last, last, last);
        var bucket = _minute * RollupLevel.Minute.LengthMs();
        var summary = new Summary(count, low, high, sum, last, bucket + (long)Varint());
        row = new RollupRow(device, sensor, bucket, summary, quality == DeltaWriter.NoQuality ? null : (TimeQuality)quality);
        return true;
    }

    private static long Signed(ulong zigzag) => (long)(zigzag >> 1) ^ -(long)(zigzag & 1);

    private void SkipActivities()
    {
        while (TryRead(out Activity _)) continue;
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
