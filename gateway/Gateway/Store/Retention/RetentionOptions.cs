using System.ComponentModel.DataAnnotations;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Retention;

/// <summary>
/// Section <c>Retention</c>: how long each level of the past is kept, counted from when readings were taken. 0d keeps for
/// ever. What is removed from one level stays in the coarser ones.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// Each single reading, for so long after it was taken and after it arrived. Long enough to look closely at a season;
    /// ten boards with three sensors every ten seconds are some 2 GB in SQLite then.
    /// </summary>
    [Range(typeof(TimeSpan), "0.00:00:00", "36500.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Raw { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Minutes: this season beside that of a year ago.</summary>
    [Range(typeof(TimeSpan), "0.00:00:00", "36500.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Minute { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Hours: 9 MB a sensor in ten years.</summary>
    [Range(typeof(TimeSpan), "0.00:00:00", "36500.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Hour { get; set; } = TimeSpan.FromDays(3650);

    /// <summary>Days cost next to nothing.</summary>
    [Range(typeof(TimeSpan), "0.00:00:00", "36500.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Day { get; set; } = TimeSpan.Zero;

    /// <summary>Zero: for ever.</summary>
    public TimeSpan Of(RollupLevel level) => level switch
    {
        RollupLevel.Raw => Raw,
        RollupLevel.Minute => Minute,
        RollupLevel.Hour => Hour,
        _ => Day,
    };

    /// <summary>Unix milliseconds from which on a level is kept.</summary>
    public long KeptFromMs(RollupLevel level, long nowMs) =>
        Of(level) is var kept && kept > TimeSpan.Zero ? nowMs - (long)kept.TotalMilliseconds : long.MinValue;
}
