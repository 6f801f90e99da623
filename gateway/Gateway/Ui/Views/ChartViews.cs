using Nanofleet.Gateway.Store.Rollups;
using Nanofleet.Gateway.Ui.Charts;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>Reads what a chart shows: single readings where there are few, else means with what they lie between.</summary>
public sealed class ChartViews(History history, TimeProvider time)
{
    /// <summary>Until there is enough to fill its range, a chart shows what there is, but no less than a minute.</summary>
    private const long LeastMs = 60_000;
    private const int MostPoints = 500;

    public async Task<ChartView> ReadAsync(string deviceId, string? sensor, string? unit, ChartRange range, CancellationToken cancel)
    {
        var to = time.GetUtcNow().ToUnixTimeMilliseconds() + 1;
        var from = to - (long)range.Length.TotalMilliseconds;
        var points = sensor is null ? [] : await ReadAsync(deviceId, sensor, unit, from, to, cancel);
        if (points.Count > 0) from = Math.Max(from, Math.Min(points[0].TimeMs, to - LeastMs));
        return new ChartView(deviceId, sensor, unit, range, from, to, points);
    }

    /// <summary>Those of the unit that the chart shows. What stands for a length of time is drawn at its middle.</summary>
    private async Task<IReadOnlyList<ChartPoint>> ReadAsync(string deviceId, string sensor, string? unit, long from, long to, CancellationToken cancel)
    {
        var series = await history.ReadAsync(deviceId, sensor, from, to, MostPoints, cancel);
        return [.. series.Points.Where(point => point.Unit == unit).Select(point =>
            new ChartPoint(Math.Clamp(point.TimeMs + (series.StepMs / 2), from, to), point.Summary.Mean, point.Summary.Low, point.Summary.High))];
    }
}
