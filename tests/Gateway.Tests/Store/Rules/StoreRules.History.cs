using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Theory]
    [InlineData(1, 500, RollupLevel.Raw)]
    [InlineData(6, 500, RollupLevel.Raw)]
    [InlineData(7, 500, RollupLevel.Minute)]
    [InlineData(24, 500, RollupLevel.Minute)]
    [InlineData(24, 50, RollupLevel.Hour)]
    [InlineData(7 * 24, 500, RollupLevel.Hour)]
    [InlineData(30 * 24, 500, RollupLevel.Hour)]
    [InlineData(30 * 24, 5000, RollupLevel.Minute)]
    [InlineData(100 * 24, 20_000, RollupLevel.Hour)]
    [InlineData(365 * 24, 500, RollupLevel.Day)]
    [InlineData(3650 * 24, 500, RollupLevel.Day)]
    public async Task A_range_is_answered_from_the_level_that_has_about_as_many_points_as_are_wanted(int hours, int points, RollupLevel level)
    {
        await CommitAsync(Message.Data(1, time: Day - Minute));
        await RollUpAsync();

        var series = await HistoryOf(new RetentionOptions { Raw = TimeSpan.Zero, Minute = TimeSpan.Zero, Hour = TimeSpan.Zero }).ReadAsync(Message.Device, "temperature", Day - (hours * Hour), Day, points, Cancel);

        Assert.Equal((level, 1), (series.Level, Assert.Single(series.Points).Summary.Last));
    }

    [Fact]
    public async Task A_range_that_a_level_no_longer_has_is_answered_from_a_coarser_one()
    {
        await CommitAsync(Message.Data(1, time: Day - Minute));
        await RollUpAsync();
        var history = HistoryOf(new RetentionOptions { Raw = TimeSpan.FromHours(1), Minute = TimeSpan.FromHours(12), Hour = TimeSpan.FromDays(3), Day = TimeSpan.FromDays(9) });

        Assert.Equal(RollupLevel.Raw, (await ReadAsync(1)).Level);
        Assert.Equal(RollupLevel.Minute, (await ReadAsync(2)).Level);
        Assert.Equal(RollupLevel.Hour, (await ReadAsync(24)).Level);
        Assert.Equal(RollupLevel.Day, (await ReadAsync(24 * 7)).Level);
        Assert.Equal(RollupLevel.Day, (await ReadAsync(24 * 30)).Level);

        Task<Series> ReadAsync(int hours) => history.ReadAsync(Message.Device, "temperature", Day - (hours * Hour), Day, 500, Cancel);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 7)]
    [InlineData(5, 100)]
    [InlineData(24, 400)]
    [InlineData(70, 3)]
    public async Task No_more_points_come_than_are_wanted_and_nothing_is_left_out(int hours, int points)
    {
        const int count = 1_500;
        var step = hours * Hour / count;
        await CommitAsync(Message.Foreign(1, [.. Enumerable.Range(1, count).Select(at => Message.Reading(at, Day - (at * step)))]));
        await RollUpAsync();

        var series = await HistoryOf(new RetentionOptions()).ReadAsync(Message.Device, "temperature", Day - (hours * Hour), Day, points, Cancel);

        Assert.InRange(series.Points.Count, 1, points);
        Assert.Equal((count, 1, count), (series.Points.Sum(point => point.Summary.Count), series.Points.Min(point => point.Summary.Low), series.Points.Max(point => point.Summary.High)));
        Assert.Equal(series.Points.Select(point => point.TimeMs).Distinct().Order(), series.Points.Select(point => point.TimeMs));
        Assert.Equal(1, series.Points[^1].Summary.Last);
    }

    [Fact]
    public async Task A_sensor_that_changed_its_unit_has_points_for_each()
    {
        await CommitAsync(Message.Foreign(1, Message.Reading(20, Day - Hour), Message.Reading(68, Day - Hour, unit: "°F"), Message.Reading(21, Day - Hour + 1)));
        await RollUpAsync();

        var series = await HistoryOf(new RetentionOptions()).ReadAsync(Message.Device, "temperature", Day - (24 * Hour), Day, 100, Cancel);

        Assert.Equal([("°C", 41, 2), ("°F", 68, 1)], series.Points.Select(point => (point.Unit, point.Summary.Sum, point.Summary.Count)));
    }

    [Fact]
    public async Task Single_readings_are_not_searched_where_the_fleet_sent_too_many()
    {
        await CommitAsync(Message.Foreign(1, [.. Enumerable.Range(0, 20).Select(at => Message.Reading(at, at))]));

        Assert.True(await Store.HasAtMostAsync(5, 15, 10, Cancel));
        Assert.False(await Store.HasAtMostAsync(5, 16, 10, Cancel));
    }

    /// <summary>As of <see cref="Day"/>.</summary>
    private History HistoryOf(RetentionOptions retention) => new(Store, retention, new ManualClock(DateTimeOffset.FromUnixTimeMilliseconds(Day)));
}
