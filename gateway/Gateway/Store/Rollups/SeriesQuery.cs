namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>
/// Times are Unix milliseconds: from included, to excluded. At a level above <see cref="RollupLevel.Raw"/> a bucket counts
/// as a whole when it begins in the range.
/// </summary>
/// <param name="Limit">No more points than this; those left out are the newest.</param>
public sealed record SeriesQuery(string DeviceId, string Sensor, RollupLevel Level, long FromMs, long ToMs, int Limit);
