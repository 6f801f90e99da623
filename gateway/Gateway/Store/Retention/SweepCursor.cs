namespace Nanofleet.Gateway.Store.Retention;

/// <summary>How far a sweep has come; begins with the default. What each part means depends on how the level is stored.</summary>
public readonly record struct SweepCursor()
{
    /// <summary>Buckets: past this sensor of this device.</summary>
    public int DeviceKey { get; init; }

    public int SensorKey { get; init; }

    /// <summary>Readings in one table: from this time on.</summary>
    public long FromMs { get; init; } = long.MinValue;

    /// <summary>Readings by day: past the table of this name.</summary>
    public string Day { get; init; } = "";

    /// <summary>All days are done; what remains are readings without a day.</summary>
    public bool IsInOther { get; init; }
}
