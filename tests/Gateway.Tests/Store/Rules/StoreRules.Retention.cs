using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task Readings_from_before_a_time_go_and_what_they_come_to_stays()
    {
        await CommitAsync(Message.Data(1, time: Day - 1), Message.Data(2, time: Day), Message.Data(3, time: 5), Message.Data(4, time: Day - (24 * Hour)));
        await RollUpAsync();

        await SweepAsync(RollupLevel.Raw, Day);

        Assert.Equal([2], await ValuesAsync());
        Assert.Equal([(0, One(3, 5)), (Day - (24 * Hour), new Summary(2, 1, 4, 5, 1, Day - 1)), (Day, One(2, Day))], await SeriesAsync(RollupLevel.Day));
        Assert.Equal((4, 4), ((await BalanceAsync()).Taken, (await BalanceAsync()).Stored));
    }

    [Theory]
    [InlineData(RollupLevel.Minute)]
    [InlineData(RollupLevel.Hour)]
    [InlineData(RollupLevel.Day)]
    public async Task Buckets_from_before_a_time_go_and_other_levels_stay(RollupLevel level)
    {
        await CommitAsync(Message.Data(1, time: Day - 1), Message.Data(2, time: Day), Message.Foreign(3, Message.Reading(7, Day - 2, "humidity")));
        await CommitAsync(Message.Data(1, "roof", time: Day - 1));
        await RollUpAsync();

        await SweepAsync(level, Day);

        Assert.Equal(Day, Assert.Single(await SeriesAsync(level)).TimeMs);
        Assert.Empty(await SeriesAsync(level, "humidity"));
        Assert.Empty(await Store.ReadSeriesAsync(new SeriesQuery("roof", "temperature", level, 0, long.MaxValue, 10), Cancel));
        foreach (var other in RollupLevels.Rolled.Where(other => other != level)) Assert.Equal(2, (await SeriesAsync(other)).Count);
    }

    [Fact]
    public async Task Much_is_removed_in_many_small_steps()
    {
        const int minutes = 6 * 24 * 60;
        await CommitAsync(Message.Foreign(1, [.. Enumerable.Range(0, minutes).Select(at => Message.Reading(at, at * Minute))]));
        await RollUpAsync();

        Assert.InRange(await SweepAsync(RollupLevel.Raw, minutes * Minute), 2, minutes / 1_000);
        Assert.InRange(await SweepAsync(RollupLevel.Minute, (minutes - 10) * Minute), 4, minutes / 1_000);

        Assert.Empty(await ValuesAsync());
        Assert.Equal(10, (await SeriesAsync(RollupLevel.Minute)).Count);
        Assert.Equal(minutes, (await SeriesAsync(RollupLevel.Hour)).Sum(point => point.Summary.Count));
    }

    [Fact]
    public async Task A_bucket_whose_readings_are_gone_is_added_to_and_never_computed_again()
    {
        await CommitAsync(Message.Data(1, time: Day), Message.Data(2, time: Day + 1));
        await RollUpAsync();
        await SweepAsync(RollupLevel.Raw, 2 * Day);

        await CommitAsync(Message.Data(3, time: Day + 2), Message.Data(2, time: Day + 1)); // one late, one again
        await RollUpAsync();

        Assert.Equal([(Day, new Summary(3, 1, 3, 6, 3, Day + 2))], await SeriesAsync(RollupLevel.Minute));
        Assert.Equal([3], await ValuesAsync());
    }

    [Fact]
    public async Task A_reading_that_comes_later_than_readings_are_kept_is_kept_as_long_as_any_other_and_told_from_its_repeat()
    {
        var late = Message.Foreign(2 * Day, Message.Reading(7, (2 * Day) - Hour)); // taken before the limit, arrived at it
        await CommitAsync(Message.Foreign(1, Message.Reading(6, Day - Hour)), late);
        await RollUpAsync();
        await SweepAsync(RollupLevel.Raw, 2 * Day);

        var again = await CommitAsync(late);
        await RollUpAsync();

        Assert.Equal([Outcome.Duplicate], again.Outcomes);
        Assert.Equal([7], await ValuesAsync());
        Assert.Equal(2, (await SeriesAsync(RollupLevel.Day)).Sum(point => point.Summary.Count));
        await SweepAsync(RollupLevel.Raw, (2 * Day) + 1);
        Assert.Empty(await ValuesAsync());
    }

    /// <summary>Returns how many steps it took.</summary>
    private async Task<int> SweepAsync(RollupLevel level, long beforeMs)
    {
        var steps = 0;
        for (SweepCursor? at = new SweepCursor(); at is { } after; steps++) at = await Store.SweepAsync(level, beforeMs, after, Cancel);
        return steps;
    }
}
