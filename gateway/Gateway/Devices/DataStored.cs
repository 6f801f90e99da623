using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>New readings of a device are committed; never the same ones twice.</summary>
public sealed record DataStored(string DeviceId, long TimeMs, IReadOnlyList<ReadingRow> Readings) : FleetEvent(DeviceId, TimeMs);
