namespace Nanofleet.VirtualBoard.Pins;

/// <summary>An output has a new level.</summary>
public readonly record struct PinChange(int Pin, bool High);
