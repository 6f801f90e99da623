namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>Length and table of each level.</summary>
internal static class RollupLevels
{
    public static readonly IReadOnlyList<RollupLevel> Rolled = [RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day];

    /// <summary>The length of a bucket; 0 for readings themselves.</summary>
    public static long LengthMs(this RollupLevel level) => level switch
    {
        RollupLevel.Minute => 60_000,
        RollupLevel.Hour => 3_600_000,
        RollupLevel.Day => 86_400_000,
        _ => 0,
    };

    public static string Table(this RollupLevel level) => level switch
    {
        RollupLevel.Minute => "readings_minute",
        RollupLevel.Hour => "readings_hour",
        RollupLevel.Day => "readings_day",
        _ => "readings",
    };

    /// <summary>The beginning of the bucket that holds this time, also before 1970.</summary>
    public static long BucketOf(this RollupLevel level, long timeMs)
    {
        var rest = timeMs % level.LengthMs();
        return timeMs - (rest < 0 ? rest + level.LengthMs() : rest);
    }
}
