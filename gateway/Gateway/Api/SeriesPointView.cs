using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Api;

/// <summary>A reading, or what those of a length of time come to.</summary>
public sealed record SeriesPointView(string Timestamp, string? Unit, long Count, double Min, double Max, double Mean, double Last, string LastTimestamp)
{
    public static SeriesPointView Of(SeriesPoint point)
    {
        var summary = point.Summary;
        return new SeriesPointView(
            Timestamps.Text(point.TimeMs), point.Unit, summary.Count, summary.Low, summary.High, summary.Mean, summary.Last, Timestamps.Text(summary.LastMs));
    }
}
