using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    private const long Day = 1_767_571_200_000; // 2026-01-05T00:00:00Z
    private const long Hour = 3_600_000;
    private const long Minute = 60_000;

    [Fact]
    public async Task Rollups_hold_count_low_high_sum_and_last_of_each_minute_hour_and_day()
    {
        await CommitAsync(
            Message.Foreign(1, Message.Reading(3, Day), Message.Reading(9, Day + 59_999), Message.Reading(4, Day + Minute)),
            Message.Foreign(2, Message.Reading(-1, Day + Hour), Message.Reading(7, Day - 1), Message.Reading(50, Day, "humidity", "%")));
        await RollUpAsync();

        Assert.Equal(
            [(Day - Minute, One(7, Day - 1)), (Day, new Summary(2, 3, 9, 12, 9, Day + 59_999)), (Day + Minute, One(4, Day + Minute)), (Day + Hour, One(-1, Day + Hour))],
            await SeriesAsync(RollupLevel.Minute));
        Assert.Equal(
            [(Day - Hour, One(7, Day - 1)), (Day, new Summary(3, 3, 9, 16, 4, Day + Minute)), (Day + Hour, One(-1, Day + Hour))],
            await SeriesAsync(RollupLevel.Hour));
        Assert.Equal(
            [(Day - (24 * Hour), One(7, Day - 1)), (Day, new Summary(4, -1, 9, 15, -1, Day + Hour))],
            await SeriesAsync(RollupLevel.Day));
        Assert.Equal([(Day, One(50, Day))], await SeriesAsync(RollupLevel.Day, "humidity"));
    }

    [Fact]
    public async Task Rollups_take_in_what_comes_late_and_keep_the_last_by_time()
    {
        await CommitAsync(Message.Data(1, time: Day + 30_000));
        await RollUpAsync();
        await CommitAsync(Message.Data(2, time: Day + 10_000), Message.Data(3, time: Day - 1));
        await RollUpAsync();

        Assert.Equal([(Day - Minute, One(3, Day - 1)), (Day, new Summary(2, 1, 2, 3, 1, Day + 30_000))], await SeriesAsync(RollupLevel.Minute));
    }

    [Fact]
    public async Task Of_two_readings_at_one_moment_the_one_that_came_last_is_the_last()
    {
        await CommitAsync(Message.Data(1, time: Day), Message.Data(2, time: Day));
        await CommitAsync(Message.Data(3, time: Day));
        await RollUpAsync();
        Assert.Equal(3, Assert.Single(await SeriesAsync(RollupLevel.Day)).Summary.Last);

        await CommitAsync(Message.Data(4, time: Day));
        await RollUpAsync();
        Assert.Equal(4, Assert.Single(await SeriesAsync(RollupLevel.Day)).Summary.Last);
    }

    [Fact]
    public async Task Rollups_count_a_message_once_that_is_delivered_again_before_and_after_they_are_made()
    {
        Inbound[] batch = [Message.Data(1, time: Day), Message.Foreign(1, Message.Reading(5, Day + 1)), Message.Data(1, time: Day)];
        await CommitAsync(batch);
        await CommitAsync(batch);
        await RollUpAsync();
        await CommitAsync(batch);
        await RollUpAsync();

        Assert.Equal([(Day, new Summary(2, 1, 5, 6, 5, Day + 1))], await SeriesAsync(RollupLevel.Day));
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_nothing_for_the_rollups()
    {
        await BreakInsertsAsync("quarantine");
        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(Message.Data(1, time: Day), Message.Quarantined(7, "{")));
        await RepairInsertsAsync("quarantine");
        await RollUpAsync();

        Assert.Empty(await SeriesAsync(RollupLevel.Day));
    }

    [Theory]
    [InlineData("readings_minute", 3)]
    [InlineData("readings_hour", 3)]
    [InlineData("readings_day", 3)]
    [InlineData("readings_day", 2500)]
    [InlineData("rollup_pending", 2500)]
    [InlineData("last_values", 3)]
    [InlineData("last_values", 2500)]
    [InlineData("device_activity", 3)]
    [InlineData("device_activity", 2500)]
    public async Task Making_rollups_that_breaks_down_anywhere_loses_and_doubles_nothing(string table, int minutes)
    {
        await CommitAsync([.. Enumerable.Range(1, minutes).Select(seq => Message.Data(seq, time: Day + ((seq % 1440) * Minute)))]);
        await BreakInsertsAsync(table);
        await Assert.ThrowsAnyAsync<Exception>(RollUpAsync);
        await Assert.ThrowsAnyAsync<Exception>(RollUpAsync); // and it stays broken for a while
        await RepairInsertsAsync(table);
        await RollUpAsync();

        var day = Assert.Single(await SeriesAsync(RollupLevel.Day)).Summary;
        Assert.Equal((minutes, 1, minutes, minutes * (minutes + 1.0) / 2), (day.Count, day.Low, day.High, day.Sum));
        Assert.Equal(minutes, (await SeriesAsync(RollupLevel.Minute)).Sum(point => point.Summary.Count));
        Assert.Equal(Math.Min(minutes, 1439), Assert.Single((await DeviceAsync()).LastValues).Value); // the day's last minute
        Assert.Equal(10_000 + minutes, (await DeviceAsync()).LastUploadMs);
        Assert.Equal(0, await SqlAsync("SELECT COUNT(*) FROM rollup_pending"));
    }

    [Fact]
    public async Task Several_gateways_that_commit_and_make_rollups_at_once_count_each_reading_once()
    {
        const int gateways = 4;
        const int rounds = 12;
        const int each = 300;
        await CommitAsync(Message.Data(1, "nobody")); // or they would meet at the sensor
        var stores = Enumerable.Range(0, gateways).Select(_ => Open()).ToArray();

        await Task.WhenAll(stores.Select((store, gateway) => Task.Run(
            async () =>
            {
                for (var round = 0; round < rounds; round++)
                {
                    var batch = Enumerable.Range(round * each, each).Select(seq => Message.Data(seq + 1, boot: $"boot{gateway}", time: Day + (seq * 13_000))).ToArray<Inbound>();
                    await RepeatAsync(() => store.CommitAsync(batch, Cancel));
                    await RepeatAsync(() => store.RollUpAsync(Cancel));
                }
            },
            Cancel)));
        await RollUpAsync();

        foreach (var level in (RollupLevel[])[RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day])
            Assert.Equal(gateways * rounds * each, (await SeriesAsync(level)).Sum(point => point.Summary.Count));
    }

    [Fact]
    public async Task A_series_has_what_was_committed_a_moment_ago()
    {
        await CommitAsync(Message.Data(1, time: Day), Message.Data(5, "roof", time: Day));
        await RollUpAsync();
        await CommitAsync(Message.Data(2, time: Day + 5), Message.Foreign(1, Message.Reading(8, Day + Minute), Message.Reading(9, Day, "humidity")));

        foreach (var _ in (string[])["before", "after"])
        {
            Assert.Equal([(Day, new Summary(2, 1, 2, 3, 2, Day + 5)), (Day + Minute, One(8, Day + Minute))], await SeriesAsync(RollupLevel.Minute));
            Assert.Equal([(Day, new Summary(3, 1, 8, 11, 8, Day + Minute))], await SeriesAsync(RollupLevel.Hour));
            Assert.Equal([(Day, One(9, Day))], await SeriesAsync(RollupLevel.Day, "humidity"));
            await RollUpAsync();
        }
    }

    [Fact]
    public async Task A_series_counts_each_reading_once_while_rollups_are_made()
    {
        const int messages = 400;
        await CommitAsync(Message.Data(1, time: Day));
        await using var writer = Open();
        var committed = 1;
        var work = Task.Run(
            async () =>
            {
                for (var seq = 2; seq <= messages; seq++)
                {
                    await writer.CommitAsync([Message.Data(seq, time: Day + (seq * 1_000))], Cancel);
                    Interlocked.Exchange(ref committed, seq);
                    if (seq % 2 == 0) await writer.RollUpAsync(Cancel);
                }
            },
            Cancel);

        for (var more = true; more;)
        {
            more = !work.IsCompleted;
            var least = Interlocked.CompareExchange(ref committed, 0, -1);
            var count = (await SeriesAsync(RollupLevel.Hour)).Sum(point => point.Summary.Count);
            Assert.InRange(count, least, Interlocked.CompareExchange(ref committed, 0, -1) + 1);
        }

        await work;
        Assert.Equal(messages, (await SeriesAsync(RollupLevel.Day)).Sum(point => point.Summary.Count));
    }

    [Fact]
    public async Task Sums_stay_finite_whatever_is_sent()
    {
        for (var round = 1; round <= 3; round++)
        {
            await CommitAsync(Message.Foreign(round, Message.Reading(double.MaxValue, Day + round), Message.Reading(double.MaxValue, Day + round + 10)));
            await CommitAsync(Message.Foreign(round, Message.Reading(double.Epsilon, Day + round, "tiny"), Message.Reading(-double.MaxValue, Day + round, "deep")));
            await RollUpAsync();
        }

        Assert.Equal((double.MaxValue, 6), (Assert.Single(await SeriesAsync(RollupLevel.Day)).Summary.Sum, Assert.Single(await SeriesAsync(RollupLevel.Day)).Summary.Count));
        Assert.Equal(3 * double.Epsilon, Assert.Single(await SeriesAsync(RollupLevel.Day, "tiny")).Summary.Sum);
        Assert.Equal(-double.MaxValue, Assert.Single(await SeriesAsync(RollupLevel.Day, "deep")).Summary.Sum);
    }

    [Fact]
    public async Task A_series_of_readings_comes_oldest_first_and_is_cut_by_time_and_limit()
    {
        await CommitAsync(Message.Foreign(1, [.. Enumerable.Range(1, 9).Select(at => Message.Reading(at, at))]));
        await CommitAsync(Message.Foreign(2, Message.Reading(40, 4, unit: "°F")));

        var points = await Store.ReadSeriesAsync(new SeriesQuery(Message.Device, "temperature", RollupLevel.Raw, 3, 8, 4), Cancel);

        Assert.Equal([(3, "°C", 3), (4, "°C", 4), (4, "°F", 40), (5, "°C", 5)], points.Select(point => (point.TimeMs, point.Unit, point.Summary.Last)));
        Assert.Empty(await Store.ReadSeriesAsync(new SeriesQuery("nobody", "temperature", RollupLevel.Raw, 0, 9, 9), Cancel));
    }

    private static Summary One(double value, long time) => Summary.Of(value, time);

    private static async Task RepeatAsync(Func<Task> work)
    {
        for (; ; )
        {
            try
            {
                await work();
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Yield(); // gave way to another gateway
            }
        }
    }

    private async Task RollUpAsync()
    {
        while (await Store.RollUpAsync(Cancel)) Cancel.ThrowIfCancellationRequested();
    }

    private async Task<IReadOnlyList<(long TimeMs, Summary Summary)>> SeriesAsync(RollupLevel level, string sensor = "temperature")
    {
        var points = await Store.ReadSeriesAsync(new SeriesQuery(Message.Device, sensor, level, 0, long.MaxValue, int.MaxValue), Cancel);
        return [.. points.Select(point => (point.TimeMs, point.Summary))];
    }
}
