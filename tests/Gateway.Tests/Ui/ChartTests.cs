using Nanofleet.Gateway.Ui.Charts;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Tests.Ui;

/// <summary>Charts may leave points out, but never a peak, and draw nothing where nothing was measured.</summary>
public sealed class ChartTests
{
    [Fact]
    public void Thinning_keeps_the_highest_and_the_lowest_point_and_the_order()
    {
        var points = Every(1000, 5000, i => Math.Sin(i / 100.0));
        points[1234] = points[1234] with { Value = 77 };
        points[4321] = points[4321] with { Value = -77 };

        var thin = Thinning.Thin(points, 50);

        Assert.InRange(thin.Count, 50, 100);
        Assert.Contains(points[1234], thin);
        Assert.Contains(points[4321], thin);
        Assert.Equal(thin.OrderBy(point => point.TimeMs), thin);
    }

    [Fact]
    public void Thinning_leaves_few_points_as_they_are()
    {
        var points = Every(1000, 10, i => i);

        Assert.Same(points, Thinning.Thin(points, 5));
    }

    [Theory]
    [InlineData(null, "no readings in the last 15 minutes")]
    [InlineData("temperature", "temperature: no readings in the last 15 minutes")]
    public void A_chart_without_readings_says_so_also_where_no_sensor_is_known(string? sensor, string summary) =>
        Assert.Equal(summary, new ChartView("roof", sensor, null, ChartRange.All[0], 0, 0, []).Summary);

    [Fact]
    public void A_series_is_cut_where_much_more_time_passed_than_usual()
    {
        ChartPoint[] points = [.. Every(1000, 10, i => i), .. Every(1000, 5, i => i).Select(point => point with { TimeMs = point.TimeMs + 60_000 })];

        Assert.Equal([10, 5], Gaps.Split(points).Select(piece => piece.Count));
        Assert.Single(Gaps.Line(points), point => double.IsNaN(point.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_steady_series_stays_in_one_piece_also_when_thinned(int pieces)
    {
        var rising = Every(1000, 3000, i => i);

        Assert.Single(Gaps.Split(Thinning.Thin(rising, pieces)));
        Assert.Empty(Gaps.Split([]));
    }

    [Theory]
    [InlineData(18.3, 24.9)]
    [InlineData(-5, 5)]
    [InlineData(20, 20)]
    [InlineData(0, 0)]
    [InlineData(100_000, 100_001)]
    [InlineData(0.001, 0.002)]
    public void Ticks_enclose_the_values_in_a_handful_of_equal_steps(double low, double high)
    {
        var ticks = Ticks.Values(low, high, 5);

        Assert.InRange(ticks.Count, 2, 12);
        Assert.True(ticks[0] <= low && ticks[^1] >= high);
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.Equal(ticks[1] - ticks[0], pair.Second - pair.First, 6));
    }

    [Fact]
    public void Ticks_of_time_are_round_and_inside()
    {
        var from = DateTimeOffset.Parse("2026-01-05T10:07:31Z").ToUnixTimeMilliseconds();

        var ticks = Ticks.Times(from, from + 900_000, 6);

        Assert.Equal(["10:10", "10:15", "10:20"], ticks.Select(ms => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("HH:mm")));
    }

    [Fact]
    public void A_band_goes_along_the_highest_and_back_along_the_lowest_and_single_readings_have_none()
    {
        var frame = new Frame(0, 100_000, 0, 10, 0, 0, 100, 50);

        Assert.Equal("M0 0L1 20L1 50L0 50Z", frame.Band([new(0, 5, 0, 10), new(1000, 3, 0, 6), new(100_000, 5)]));
        Assert.Equal("", frame.Band([new(0, 5), new(1000, 3)]));
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(30, 5)]
    [InlineData(365, 6)]
    public void Ticks_of_days_are_few_and_at_midnight(int days, int most)
    {
        var from = DateTimeOffset.Parse("2026-01-05T10:07:31Z").ToUnixTimeMilliseconds();

        var ticks = Ticks.Times(from, from + (days * 86_400_000L), most);

        Assert.InRange(ticks.Count, 3, most);
        Assert.All(ticks, tick => Assert.Equal(0, tick % 86_400_000));
    }

    [Fact]
    public void A_path_begins_anew_after_a_gap_and_a_lone_point_is_a_dot()
    {
        var frame = new Frame(0, 100_000, 0, 10, 0, 0, 100, 50);

        var path = frame.Path([new(0, 0), new(1000, 10), new(100_000, 5)]);

        Assert.Equal("M0 50L1 0M100 25h0", path);
    }

    private static ChartPoint[] Every(int stepMs, int count, Func<int, double> value) =>
        [.. Enumerable.Range(0, count).Select(i => new ChartPoint(1_000_000L + (long)i * stepMs, value(i)))];
}
