namespace Nanofleet.Gateway.Devices;

/// <summary>A device came, went or fell asleep.</summary>
/// <param name="Status">online, offline or sleeping.</param>
public sealed record PresenceChanged(string DeviceId, long TimeMs, bool IsOnline, string Status) : FleetEvent(DeviceId, TimeMs);
