namespace Nanofleet.Gateway.Security.Devices;

/// <param name="IsKept">The new password is in force; else the old one still is.</param>
/// <param name="Why">A clause without a capital and a full stop.</param>
public sealed record RotationEnd(bool IsKept, string Why, DateTimeOffset At);
