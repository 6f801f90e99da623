using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/devices/{id}/readings</c>, newest first.</summary>
/// <param name="NextCursor">To be given back for the page after this one; null at the end.</param>
public sealed record ReadingsPage(string DeviceId, IReadOnlyList<ReadingView> Readings, string? NextCursor)
{
    public static ReadingsPage Of(string deviceId, IReadOnlyList<StoredReading> readings, string? nextCursor) =>
        new(deviceId, [.. readings.Select(ReadingView.Of)], nextCursor);
}
