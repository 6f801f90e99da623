using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task Quarantine_keeps_what_came_with_reason_and_makes_no_device_of_it()
    {
        var result = await CommitAsync(Message.Quarantined(500, "{", "stranger"), new QuarantineInbound("", 501, Message.Refusal("x", "unknown_topic", "no such topic")));

        Assert.Equal([Outcome.Refused, Outcome.Refused], result.Outcomes);
        var kept = await KeptAsync(10);
        Assert.Equal([(null, "unknown_topic"), ("stranger", "not_json")], kept.Select(row => (row.DeviceId, row.Reason)));
        Assert.Equal("{"u8.ToArray(), kept[1].Payload);
        Assert.Equal((Limits.ContractVersion, 500, 500, 1), (kept[1].Contract, kept[1].FirstSeenMs, kept[1].LastSeenMs, kept[1].Count));
        Assert.Empty(await Store.ListDevicesAsync(Cancel));
    }

    [Fact]
    public async Task Equal_messages_are_kept_once_and_counted()
    {
        await CommitAsync(Message.Quarantined(500, "{"), Message.Quarantined(600, "{"));
        await CommitAsync(Message.Quarantined(550, "{"), Message.Quarantined(700, "["));

        Assert.Equal([(1, 700, 700), (3, 500, 600)], (await KeptAsync(10)).Select(row => (row.Count, row.FirstSeenMs, row.LastSeenMs)));
    }

    [Fact]
    public async Task Beyond_the_cap_what_was_not_seen_for_longest_makes_room_and_is_counted()
    {
        var store = Open(new StoreOptions { QuarantineRows = 3 });
        await store.CommitAsync([Message.Quarantined(1, "a"), Message.Quarantined(2, "b"), Message.Quarantined(3, "c"), Message.Quarantined(4, "a")], Cancel);

        await store.CommitAsync([Message.Quarantined(5, "d"), Message.Quarantined(6, "e")], Cancel);

        Assert.Equal(["e"u8.ToArray(), "d"u8.ToArray(), "a"u8.ToArray()], (await store.ListQuarantineAsync(new QuarantineQuery(new QuarantineFilter(), 10), Cancel)).Select(row => row.Payload));
        Assert.Equal((3, 2), await CountsAsync(store));
    }

    [Fact]
    public async Task Quarantine_is_listed_up_to_a_limit_the_last_seen_first()
    {
        await CommitAsync(Message.Quarantined(1, "a"), Message.Quarantined(3, "b"), Message.Quarantined(2, "c"));

        Assert.Equal(["b"u8.ToArray(), "c"u8.ToArray()], (await KeptAsync(2)).Select(row => row.Payload));
        Assert.Equal((3, 0), await CountsAsync(Store));
    }
}
