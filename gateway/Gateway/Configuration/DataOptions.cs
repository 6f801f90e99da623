namespace Nanofleet.Gateway.Configuration;

/// <summary>Section <c>Data</c>: what the gateway keeps on disk.</summary>
public sealed class DataOptions
{
    /// <summary>Absent: <c>nanofleet</c> in the platform's folder for application data, on Linux ~/.local/share/nanofleet.</summary>
    public string? Directory { get; set; }
}
