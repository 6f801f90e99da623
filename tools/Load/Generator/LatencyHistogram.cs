using System.Numerics;

namespace Nanofleet.Load.Generator;

/// <summary>
/// How long messages took, in buckets that grow with the value: every figure is right to two in a hundred, and no message
/// costs memory. One thread writes.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _buckets = new long[(64 - SubBits) * SubBuckets];

    public long Count { get; private set; }

    public void Add(TimeSpan latency)
    {
        _buckets[BucketOf(Math.Max(0, latency.Ticks / TimeSpan.TicksPerMicrosecond))]++;
        Count++;
    }

    /// <summary>The time within which this part of the messages was through; null when there was none.</summary>
    public TimeSpan? Percentile(double part)
    {
        if (Count == 0) return null;
        var rank = (long)Math.Ceiling(Count * part);
        var bucket = 0;
        for (var seen = _buckets[0]; seen < rank; seen += _buckets[bucket]) bucket++;
        return TimeSpan.FromMicroseconds(EndOf(bucket));
    }

    private static int BucketOf(long micros)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)micros | 1) - SubBits);
        return shift * SubBuckets + (int)(micros >> shift);
    }

    private static long EndOf(int bucket)
    {
        var shift = Math.Max(0, bucket / SubBuckets - 1);
        return ((long)(bucket - shift * SubBuckets) + 1) << shift;
    }
}
