using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Charts;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>Reads what a chart shows, page by page, at most so many readings that the answer stays quick.</summary>
public sealed class ChartViews(IStore store, TimeProvider time)
{
    /// <summary>Until there is enough to fill its range, a chart shows what there is, but no less than a minute.</summary>
    private const long LeastMs = 60_000;
    private const int Pieces = 400;
    private const int PageSize = 5_000;
    private const int MostReadings = 100_000;

    public async Task<ChartView> ReadAsync(string deviceId, string? sensor, string? unit, ChartRange range, CancellationToken cancel)
    {
        var to = time.GetUtcNow().ToUnixTimeMilliseconds() + 1;
        var from = to - (long)range.Length.TotalMilliseconds;
        var newestFirst = sensor is null ? [] : await ReadAsync(deviceId, sensor, from, to, cancel);
        newestFirst.Reverse();
        if (newestFirst.Count > 0) from = Math.Max(from, Math.Min(newestFirst[0].TimeMs, to - LeastMs));
        return new ChartView(deviceId, sensor, unit, range, from, to, Thinning.Thin(newestFirst, Pieces));
    }

    private async Task<List<ChartPoint>> ReadAsync(string deviceId, string sensor, long from, long to, CancellationToken cancel)
    {
        var points = new List<ChartPoint>();
        ReadingCursor? before = null;
        while (points.Count < MostReadings)
        {
            var page = await store.ReadAsync(new ReadingQuery(deviceId, sensor, from, to, PageSize, before), cancel);
            points.AddRange(page.Select(reading => new ChartPoint(reading.TimeMs, reading.Value)));
            if (page.Count < PageSize) break;
            before = ReadingCursor.After(page, before);
        }

        return points;
    }
}
