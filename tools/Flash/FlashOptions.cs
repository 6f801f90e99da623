namespace Nanofleet.Flash;

/// <summary>What was asked for; what is null is found out.</summary>
internal sealed record FlashOptions
{
    /// <summary>The serial port; null: the only one there is, or asked for.</summary>
    public string? Port { get; init; }

    /// <summary>nanoFramework's name of the firmware for this board; null: the one that it runs, or that fits its chip.</summary>
    public string? Target { get; init; }

    /// <summary>A line of three numbers or one build of four.</summary>
    public Version FirmwareVersion { get; init; } = FirmwarePin.Line;

    /// <summary>The released image; null: it is built here.</summary>
    public FileInfo? Image { get; init; }

    /// <summary>The settings for the board; null leaves those that it has.</summary>
    public FileInfo? SettingsFile { get; init; }

    /// <summary>Print the commands, run none.</summary>
    public bool WhatIf { get; init; }

    /// <summary>Show nanoff's own words.</summary>
    public bool Verbose { get; init; }
}
