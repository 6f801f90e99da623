using Nanofleet.Gateway.Devices;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/devices</c>.</summary>
public sealed record DeviceList(IReadOnlyList<DeviceReport> Devices);
