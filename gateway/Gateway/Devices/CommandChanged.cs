using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>A command was sent, answered, or never answered.</summary>
public sealed record CommandChanged(string DeviceId, long TimeMs, string RequestId, CommandState State) : FleetEvent(DeviceId, TimeMs);
