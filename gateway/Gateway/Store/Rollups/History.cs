using Nanofleet.Gateway.Store.Retention;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>
/// Answers a range of time with about as many points as are wanted, from the level that has them ready. So a day and a
/// year cost about the same, however large the fleet is.
/// </summary>
public sealed class History(IStore store, RetentionOptions retention, TimeProvider clock)
{
    /// <summary>Single readings lie by time among those of the whole fleet: longer ranges are not searched.</summary>
    private static readonly TimeSpan LongestRaw = TimeSpan.FromHours(6);

    /// <summary>Readings of the whole fleet that may be searched for those of one sensor: some 50 ms.</summary>
    private const int MostSearched = 300_000;

    /// <summary>Buckets that are read at most for one answer: 70 days of minutes, eleven years of hours.</summary>
    private const int MostRead = 100_000;

    /// <summary>A level is fine enough when it has a third of the points that are wanted.</summary>
    private const int FineEnough = 3;

    /// <param name="points">Two or more: no more points than this come for each unit in which the sensor measured.</param>
    public async Task<Series> ReadAsync(string deviceId, string sensor, long fromMs, long toMs, int points, CancellationToken cancel)
    {
        var level = await LevelAsync(fromMs, toMs, points, cancel);
        var first = level == RollupLevel.Raw ? fromMs : level.BucketOf(fromMs); // the bucket in which the range begins belongs to it
        var limit = level == RollupLevel.Raw ? MostSearched : MostRead;
        var found = await store.ReadSeriesAsync(new SeriesQuery(deviceId, sensor, level, first, toMs, limit), cancel);
        return Thinned(level, found, toMs - first, points);
    }

    private async Task<RollupLevel> LevelAsync(long fromMs, long toMs, int points, CancellationToken cancel)
    {
        var length = toMs - fromMs;
        if (length <= LongestRaw.TotalMilliseconds && Reaches(RollupLevel.Raw, fromMs) && await store.HasAtMostAsync(fromMs, toMs, MostSearched, cancel)) return RollupLevel.Raw;
        var wanted = RollupLevels.Rolled.Reverse().FirstOrDefault(level => length / level.LengthMs() >= Math.Max(1, points / FineEnough), RollupLevel.Minute);
        return RollupLevels.Rolled.FirstOrDefault(level => level >= wanted && length / level.LengthMs() < MostRead && Reaches(level, fromMs), RollupLevel.Day);
    }

    private bool Reaches(RollupLevel level, long fromMs) => fromMs >= retention.KeptFromMs(level, clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static Series Thinned(RollupLevel level, IReadOnlyList<SeriesPoint> found, long length, int most)
    {
        var bucket = level.LengthMs();
        if (found.GroupBy(point => point.Unit).All(unit => unit.Count() <= most)) return new Series(level, bucket, found);
        var least = Math.Max(1, bucket) * Math.Max(1, most - 1); // one less: the first and the last may be cut by the range
        var step = Math.Max(1, bucket) * ((length + least - 1) / least);
        var joined = found
            .GroupBy(point => (Start: point.TimeMs - (((point.TimeMs % step) + step) % step), point.Unit))
            .Select(group => new SeriesPoint(group.Key.Start, group.Key.Unit, group.Select(point => point.Summary).Aggregate((sum, next) => sum.Join(next))));
        return new Series(level, step, [.. joined]);
    }
}
