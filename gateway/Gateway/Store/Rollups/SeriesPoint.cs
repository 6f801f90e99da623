namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>A reading, or what the readings of a bucket come to.</summary>
/// <param name="TimeMs">The reading's time, or the beginning of the bucket.</param>
/// <param name="Unit">A sensor that changed its unit has points for each; they are never mixed into one.</param>
public readonly record struct SeriesPoint(long TimeMs, string? Unit, Summary Summary);
