namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>How finely the past is kept: each reading, or what a minute, an hour or a day (UTC) of them comes to.</summary>
public enum RollupLevel
{
    Raw,
    Minute,
    Hour,
    Day,
}
