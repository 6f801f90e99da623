using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task A_replayed_message_leaves_quarantine_with_its_readings_and_keeps_its_arrival_time()
    {
        await CommitAsync(Message.Quarantined(500, "seq 1"));
        var row = Assert.Single(await KeptAsync());

        var result = await CommitAsync(Message.Data(1) with { ArrivalMs = row.FirstSeenMs, Replays = row.Id });

        Assert.Equal([Outcome.Stored], result.Outcomes);
        Assert.Empty(await KeptAsync());
        var reading = Assert.Single(await Store.ReadAsync(Everything, Cancel));
        Assert.Equal((1, 1_001, 500), (reading.Value, reading.TimeMs, reading.ArrivalMs));
        Assert.Null((await DeviceAsync()).LastSeenMs);
        Assert.Equal((0, 0), await CountsAsync(Store));
    }

    [Fact]
    public async Task A_row_that_is_replayed_twice_is_stored_once()
    {
        await CommitAsync(Message.Quarantined(500, "a"));
        var row = Assert.Single(await KeptAsync());
        var foreign = Message.Foreign(500, Message.Reading(7, 500, quality: TimeQuality.Arrival)) with { Replays = row.Id };

        var together = await CommitAsync(foreign, foreign);
        var later = await CommitAsync(foreign);

        Assert.Equal([Outcome.Stored, Outcome.Ignored], together.Outcomes);
        Assert.Equal([Outcome.Ignored], later.Outcomes);
        Assert.Equal([7], await ValuesAsync());
    }

    [Fact]
    public async Task Two_gateways_that_replay_the_same_rows_at_once_store_each_once()
    {
        const int rows = 40;
        for (var at = 1; at <= rows; at++) await CommitAsync(Message.Quarantined(at, $"{at}"));
        var all = (await KeptAsync(rows)).Select(row => (Inbound)(Message.Foreign(row.FirstSeenMs, Message.Reading(row.FirstSeenMs, row.FirstSeenMs, quality: TimeQuality.Arrival)) with { Replays = row.Id })).ToArray();

        var stored = await Task.WhenAll(Enumerable.Range(0, 2).Select(seed => Task.Run(() => DeliverAsync(Open(), all, seed), Cancel)));

        Assert.Equal(rows, stored.Sum());
        Assert.Equal(Enumerable.Range(1, rows).Select(at => (double)at), (await ValuesAsync()).Order());
        Assert.Empty(await KeptAsync());
    }

    [Fact]
    public async Task What_fails_again_stays_with_its_new_reason_and_its_old_times_and_count()
    {
        await CommitAsync(Message.Quarantined(500, "{"), Message.Quarantined(600, "{"));
        var row = Assert.Single(await KeptAsync());

        var result = await CommitAsync(new QuarantineInbound(Message.Device, 500, Message.Refusal("{", RefusalCodes.WrongShape, "a new sentence")) { Replays = row.Id });

        Assert.Equal([Outcome.Refused], result.Outcomes);
        var left = Assert.Single(await KeptAsync());
        Assert.Equal((row.Id, RefusalCodes.WrongShape, "a new sentence", 500, 600, 2), (left.Id, left.Reason, left.Sentence, left.FirstSeenMs, left.LastSeenMs, left.Count));
    }

    [Fact]
    public async Task What_fails_again_for_a_reason_that_lies_there_already_becomes_one_with_it()
    {
        await CommitAsync(Message.Quarantined(500, "{"), new QuarantineInbound(Message.Device, 700, Message.Refusal("{", RefusalCodes.WrongShape, "the same")));
        var row = (await KeptAsync())[1];

        await CommitAsync(new QuarantineInbound(Message.Device, 500, Message.Refusal("{", RefusalCodes.WrongShape, "the same")) { Replays = row.Id });

        var left = Assert.Single(await KeptAsync());
        Assert.Equal((RefusalCodes.WrongShape, 500, 700, 2), (left.Reason, left.FirstSeenMs, left.LastSeenMs, left.Count));
    }

    [Fact]
    public async Task An_entry_that_is_replayed_joins_the_readings_of_its_message_and_moves_its_number_from_dropped_to_stored()
    {
        await CommitAsync(Message.AllRefused(1));
        var row = Assert.Single(await KeptAsync());
        Assert.Equal(1, (await BalanceAsync()).Dropped[DropReasons.Refused]);

        var result = await CommitAsync(new EntryInbound(Message.Data(1)) { Replays = row.Id });

        Assert.Equal([Outcome.Stored], result.Outcomes);
        var balance = await BalanceAsync();
        Assert.Equal((1, 1, 0, 0), (balance.Taken, balance.Stored, balance.Waiting, balance.Dropped.Values.Sum()));
        Assert.Equal([1], await ValuesAsync());
        Assert.Equal([Outcome.Duplicate], (await CommitAsync(Message.Data(1))).Outcomes);
    }

    [Fact]
    public async Task A_numbered_message_that_came_again_meanwhile_is_not_stored_twice_by_replay()
    {
        await CommitAsync(Message.Quarantined(500, "seq 1"), Message.Data(1));
        var row = Assert.Single(await KeptAsync());

        var result = await CommitAsync(Message.Data(1) with { Replays = row.Id });

        Assert.Equal([Outcome.Duplicate], result.Outcomes);
        Assert.Equal([1], await ValuesAsync());
        Assert.Empty(await KeptAsync());
    }

    [Fact]
    public async Task Equal_entries_of_numbered_messages_are_kept_each()
    {
        DataInbound Bad(long seq) => Message.Data(seq) with { Refused = [Message.Refusal("same") with { Entry = new QuarantineEntry(QuarantinePart.Sensor, Message.Boot, seq, 1_000 + seq, TimeQuality.Device) }] };

        await CommitAsync(Bad(1), Bad(2), Bad(2));

        var kept = await KeptAsync();
        Assert.Equal([(2, 1, 1_002), (1, 1, 1_001)], kept.Select(row => (row.Entry!.Seq, row.Count, row.Entry.TimeMs)));
        Assert.All(kept, row => Assert.Equal((QuarantinePart.Sensor, Message.Boot, TimeQuality.Device), (row.Entry!.Part, row.Entry.Boot, row.Entry.Quality)));
    }

    [Fact]
    public async Task A_failed_commit_leaves_the_replayed_row_where_it_was()
    {
        await CommitAsync(Message.Quarantined(500, "seq 1"));
        var row = Assert.Single(await KeptAsync());
        await BreakInsertsAsync("readings");

        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(Message.Data(1) with { Replays = row.Id }));

        await RepairInsertsAsync("readings");
        Assert.Equal(row.Id, Assert.Single(await KeptAsync()).Id);
        Assert.Empty(await ValuesAsync());
    }

    [Fact]
    public async Task Beyond_the_cap_of_bytes_what_was_not_seen_for_longest_makes_room()
    {
        var store = Open(new StoreOptions { QuarantineBytes = 10 });

        await store.CommitAsync([Message.Quarantined(1, "aaaaaa"), Message.Quarantined(2, "bbbb"), Message.Quarantined(3, "cccc")], Cancel);

        Assert.Equal(["cccc"u8.ToArray(), "bbbb"u8.ToArray()], (await KeptAsync()).Select(row => row.Payload));
        Assert.Equal((2, 1), await CountsAsync(store));
        Assert.Equal(8, (await store.CountQuarantineAsync(Cancel)).Bytes);
    }

    [Fact]
    public async Task What_is_older_than_the_limit_is_purged_and_counted()
    {
        await CommitAsync(Message.Quarantined(100, "old"), Message.Quarantined(200, "new"));

        Assert.Equal(1, await Store.PurgeQuarantineAsync(150, Cancel));

        Assert.Equal("new"u8.ToArray(), Assert.Single(await KeptAsync()).Payload);
        Assert.Equal((1, 1), await CountsAsync(Store));
    }

    [Fact]
    public async Task Quarantine_is_filtered_by_device_and_reason_and_read_page_by_page()
    {
        for (var at = 1; at <= 5; at++) await CommitAsync(Message.Quarantined(at / 2, $"{at}"), Message.Quarantined(at, $"{at}", "other"));
        await CommitAsync(new QuarantineInbound(Message.Device, 9, Message.Refusal("9")));
        var filter = new QuarantineFilter(Message.Device, "not_json");

        List<long> seen = [];
        QuarantineCursor? cursor = null;
        while (true)
        {
            var page = await Store.ListQuarantineAsync(new QuarantineQuery(filter, 2, Before: cursor), Cancel);
            seen.AddRange(page.Select(row => long.Parse(System.Text.Encoding.UTF8.GetString(row.Payload))));
            if (page.Count < 2) break;
            cursor = new QuarantineCursor(page[^1].LastSeenMs, page[^1].Id);
        }

        Assert.Equal([5, 4, 3, 2, 1], seen);
        Assert.Equal([1, 2, 3, 4, 5], (await Store.NextQuarantineAsync(filter, 0, 10, Cancel)).Select(row => long.Parse(System.Text.Encoding.UTF8.GetString(row.Payload))));
        var cut = Assert.Single(await Store.ListQuarantineAsync(new QuarantineQuery(new QuarantineFilter(Message.Device, "value"), 5, PayloadBytes: 0), Cancel));
        Assert.Equal((0, 1), (cut.Payload.Length, cut.Bytes));
        Assert.Equal("9"u8.ToArray(), (await Store.FindQuarantineAsync(cut.Id, Cancel))!.Payload);
        Assert.Null(await Store.FindQuarantineAsync(cut.Id + 1, Cancel));
    }
}
