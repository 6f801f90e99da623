using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/devices/{id}/series</c>, oldest first.</summary>
/// <param name="Level">raw, minute, hour or day: where the points come from.</param>
/// <param name="StepSeconds">The time that a point stands for, from its timestamp on; 0 where each is a single reading.</param>
public sealed record SeriesView(string DeviceId, string SensorName, string Level, double StepSeconds, IReadOnlyList<SeriesPointView> Points)
{
    public static SeriesView Of(string deviceId, string sensor, Series series) =>
        new(deviceId, sensor, series.Level.ToString().ToLowerInvariant(), series.StepMs / 1000.0, [.. series.Points.Select(SeriesPointView.Of)]);
}
