namespace Nanofleet.Load.Storm;

/// <summary>What a storm is made of.</summary>
internal sealed record StormOptions
{
    public required int Boards { get; init; }

    /// <summary>How long the broker is away.</summary>
    public required TimeSpan Away { get; init; }

    /// <summary>Where the plot goes; null for none.</summary>
    public string? SvgFile { get; init; }
}
