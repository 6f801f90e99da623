namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>One sensor over a range of time, with no more points than were wanted.</summary>
/// <param name="Level">Where the points come from.</param>
/// <param name="StepMs">The length of time that a point stands for; 0 where each is a single reading.</param>
/// <param name="Points">Oldest first.</param>
public sealed record Series(RollupLevel Level, long StepMs, IReadOnlyList<SeriesPoint> Points);
