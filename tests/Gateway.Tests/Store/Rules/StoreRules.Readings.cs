using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task A_reading_without_sequence_is_stored_once_for_a_time_that_the_device_gave()
    {
        var first = await CommitAsync(Message.Foreign(10, Message.Reading(20, 1)), Message.Foreign(11, Message.Reading(20, 1)));
        var again = await CommitAsync(Message.Foreign(12, Message.Reading(20, 1), Message.Reading(21, 2)), Message.Foreign(13, Message.Reading(20, 1, "other")));

        Assert.Equal([Outcome.Stored, Outcome.Duplicate], first.Outcomes);
        Assert.Equal([Outcome.Stored, Outcome.Stored], again.Outcomes);
        Assert.Equal([("temperature", 2), ("other", 1), ("temperature", 1)], (await Store.ReadAsync(Everything, Cancel)).Select(reading => (reading.Sensor, reading.TimeMs)));
    }

    [Fact]
    public async Task Of_two_readings_without_sequence_for_one_device_sensor_and_time_the_first_counts_also_for_another_gateway()
    {
        await CommitAsync(Message.Foreign(10, Message.Reading(20, 1), Message.Reading(99, 1)));
        await using var other = Open();
        var again = await other.CommitAsync([Message.Foreign(11, Message.Reading(21, 1)), Message.Foreign(12, Message.Reading(30, 1)) with { DeviceId = "roof" }], Cancel);

        Assert.Equal([Outcome.Duplicate, Outcome.Stored], again.Outcomes);
        Assert.Equal([20], await ValuesAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(299)]
    [InlineData(300)]
    [InlineData(2_000)]
    public async Task Few_and_many_readings_in_one_commit_are_stored_alike_and_are_all_told_from_their_repeat(int count)
    {
        var rows = Enumerable.Range(0, count).Select(at => Message.Reading(at * 0.1, at, at % 3 == 0 ? "humidity" : "temperature")).ToArray();

        var first = await CommitAsync(Message.Foreign(7, rows));
        var again = await CommitAsync(Message.Foreign(8, rows));

        Assert.Equal((count, 0), (first.ReadingsStored, again.ReadingsStored));
        Assert.Equal(
            rows.Reverse().Select(row => new StoredReading(row.Sensor, row.Value, row.Unit, row.TimeMs, 7, TimeQuality.Device)),
            await Store.ReadAsync(Everything, Cancel));
    }

    [Fact]
    public async Task A_commit_of_many_readings_that_fails_leaves_none_of_them()
    {
        var batch = Enumerable.Range(1, 1_000).Select(seq => (Inbound)Message.Data(seq)).ToArray();
        await BreakInsertsAsync("readings");
        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(batch, Cancel));
        await RepairInsertsAsync("readings");

        Assert.Null(await Store.FindDeviceAsync(Message.Device, Cancel));
        Assert.Equal(1_000, (await Store.CommitAsync(batch, Cancel)).ReadingsStored);
    }

    [Fact]
    public async Task A_reading_without_sequence_and_time_is_stored_each_time_it_comes()
    {
        var reading = Message.Reading(20, 7, quality: TimeQuality.Arrival);

        await CommitAsync(Message.Foreign(7, reading), Message.Foreign(7, reading));
        var withTime = await CommitAsync(Message.Foreign(9, reading with { Quality = TimeQuality.Device }));

        Assert.Equal([Outcome.Stored], withTime.Outcomes);
        Assert.Equal(3, (await ValuesAsync()).Count);
    }

    [Fact]
    public async Task A_reading_with_sequence_is_stored_beside_others_of_its_time()
    {
        await CommitAsync(Message.Data(1, time: 5), Message.Data(2, time: 5));

        Assert.Equal([1, 2], (await ValuesAsync()).Order());
    }

    [Fact]
    public async Task Readings_are_chosen_by_time_from_included_to_excluded_and_by_sensor()
    {
        await CommitAsync(Message.Foreign(1, [.. Enumerable.Range(1, 9).Select(at => Message.Reading(at, at, at % 2 == 0 ? "even" : "odd"))]));

        Assert.Equal([6, 5, 4, 3], (await Store.ReadAsync(Everything with { FromMs = 3, ToMs = 7 }, Cancel)).Select(reading => reading.Value));
        Assert.Equal([8, 6, 4], (await Store.ReadAsync(Everything with { Sensor = "even", Limit = 3 }, Cancel)).Select(reading => reading.Value));
        Assert.Empty(await Store.ReadAsync(Everything with { Sensor = "none" }, Cancel));
        Assert.Empty(await Store.ReadAsync(Everything with { DeviceId = "nobody" }, Cancel));
    }

    [Fact]
    public async Task All_readings_of_a_device_are_found_wherever_in_time_it_has_them()
    {
        await CommitAsync(Message.Data(1, time: Day), Message.Data(1, "roof", time: Day + Hour), Message.Data(2, "roof", time: 3));
        await RollUpAsync();
        await CommitAsync(Message.Data(2, time: Day - (400 * 24 * Hour)), Message.Data(3, time: Day + 1), Message.Foreign(1, Message.Reading(4, Day + 2, "humidity")));

        foreach (var _ in (string[])["before", "after"])
        {
            Assert.Equal([4, 3, 1, 2], await ValuesAsync());
            Assert.Equal([3, 1, 2], (await Store.ReadAsync(Everything with { Sensor = "temperature" }, Cancel)).Select(reading => reading.Value));
            await RollUpAsync();
        }
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, null)]
    [InlineData(7, null)]
    [InlineData(2, "a")]
    public async Task Pages_neither_skip_nor_repeat_readings_of_equal_times(int limit, string? sensor)
    {
        string[] sensors = ["b", "a", "c"];
        var rows = Enumerable.Range(0, 36).Select(at => Message.Reading(at, 100 + (at / 12), sensors[at % 3], quality: TimeQuality.Gateway)).ToArray();
        await CommitAsync(Message.Foreign(5, rows), Message.Foreign(5, Message.Reading(99, 100, "a", "other", TimeQuality.Gateway)));
        var query = Everything with { Sensor = sensor, Limit = limit };

        List<StoredReading> paged = [];
        for (var page = await Store.ReadAsync(query, Cancel); page.Count > 0; page = await Store.ReadAsync(query, Cancel))
        {
            paged.AddRange(page);
            Assert.InRange(paged.Count, 1, rows.Length + 1); // or a cursor that stands still would never end
            query = query with { Before = ReadingCursor.After(page, query.Before) };
        }

        Assert.Equal(await Store.ReadAsync(query with { Limit = 1000, Before = null }, Cancel), paged);
        Assert.Equal(sensor is null ? 37 : 13, paged.Distinct().Count());
        Assert.Equal(paged.OrderByDescending(reading => reading.TimeMs).ThenBy(reading => reading.Sensor, StringComparer.Ordinal).Select(Place), paged.Select(Place));

        static (long, string) Place(StoredReading reading) => (reading.TimeMs, reading.Sensor);
    }

    [Fact]
    public async Task A_reading_that_arrives_between_two_pages_does_not_move_those_already_shown()
    {
        await CommitAsync(Message.Foreign(5, [.. Enumerable.Range(0, 4).Select(at => Message.Reading(at, 100, quality: TimeQuality.Gateway))]));
        var query = Everything with { Limit = 2 };
        var first = await Store.ReadAsync(query, Cancel);

        await CommitAsync(Message.Foreign(6, Message.Reading(-1, 100, quality: TimeQuality.Gateway), Message.Reading(50, 101)));
        var second = await Store.ReadAsync(query with { Before = ReadingCursor.After(first, null) }, Cancel);

        Assert.Equal([0, 1, 2, 3], [.. first.Select(reading => reading.Value), .. second.Select(reading => reading.Value)]);
    }
}
