using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>What comes from a spool: once however often it is brought, and never in the place of something newer.</summary>
public abstract partial class StoreRules
{
    private const string SpoolId = "3f2a9c11d04b7e55";

    [Fact]
    public async Task A_piece_of_the_spool_that_is_brought_again_is_known_although_nothing_in_it_says_so()
    {
        Inbound[] piece = [Nameless(1, 100), Nameless(2, 200), Spooled(Message.Quarantined(3, "{"), 300)];
        var first = await CommitAsync(piece);
        await using var other = Open();
        var again = await other.CommitAsync([.. piece, Nameless(4, 400)], Cancel);

        Assert.Equal([Outcome.Stored, Outcome.Stored, Outcome.Refused], first.Outcomes);
        Assert.Equal([Outcome.Duplicate, Outcome.Duplicate, Outcome.Duplicate, Outcome.Stored], again.Outcomes);
        Assert.Equal([4, 2, 1], await ValuesAsync());
        Assert.Equal(1, Assert.Single(await KeptAsync()).Count);
    }

    [Fact]
    public async Task A_piece_that_failed_is_not_known()
    {
        await BreakInsertsAsync("readings");
        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(Nameless(1, 100)));
        await RepairInsertsAsync("readings");

        Assert.Equal([Outcome.Stored], (await CommitAsync(Nameless(1, 100))).Outcomes);
    }

    [Fact]
    public async Task A_place_is_known_by_spool_and_file_and_only_then_by_its_offset()
    {
        await CommitAsync(Nameless(1, 500, segment: 7));

        Assert.Equal([Outcome.Duplicate], (await CommitAsync(Nameless(2, 900, segment: 6))).Outcomes);
        Assert.Equal([Outcome.Stored], (await CommitAsync(Nameless(3, 100, segment: 8))).Outcomes);
        Assert.Equal([Outcome.Stored], (await CommitAsync(Nameless(4, 100, spool: "another"))).Outcomes);
        Assert.Equal([Outcome.Duplicate], (await CommitAsync(Nameless(5, 600, segment: 7))).Outcomes);
    }

    [Fact]
    public async Task What_a_device_said_of_itself_before_an_outage_does_not_replace_what_it_has_said_since()
    {
        await CommitAsync(
            Message.Online(1_000, "bbbbbbbb", json: """{"ip":"new"}"""),
            Message.Heartbeat(1_001, boot: "bbbbbbbb", json: """{"beat":"new"}"""),
            new InfoInbound(Message.Device, 1_002, """{"model":"new"}""", Boot: "bbbbbbbb"));

        await CommitAsync(
            Spooled(Message.Online(500, "aaaaaaaa", json: """{"ip":"old"}"""), 100),
            Spooled(Message.Heartbeat(501, taken: 40, boot: "aaaaaaaa", json: """{"beat":"old"}"""), 200),
            Spooled(new InfoInbound(Message.Device, 502, """{"model":"old"}""", Boot: "aaaaaaaa"), 300),
            Spooled(Message.Offline(503, "aaaaaaaa"), 400),
            Spooled(Message.Offline(504, boot: null), 500));

        var device = await DeviceAsync();
        Assert.Equal(("online", "bbbbbbbb", 1_002), (device.Status, device.Boot, device.LastSeenMs));
        Assert.Equal(("""{"ip":"new"}""", """{"beat":"new"}""", """{"model":"new"}"""), (device.ReportJson, device.HeartbeatJson, device.InfoJson));
        Assert.Equal(40, (await BalanceAsync()).Taken); // what the old boot took counts all the same
    }

    [Fact]
    public async Task A_report_and_a_place_that_come_from_the_spool_do_not_replace_newer_ones()
    {
        await CommitAsync(Message.Foreign(1_000) with { StatusJson = """{"battery":2}""", Location = new GeoPoint(2, 2) });
        await using var other = Open(); // remembers nothing

        await other.CommitAsync([Spooled(Message.Foreign(500, Message.Reading(1, 500)) with { StatusJson = """{"battery":1}""", Location = new GeoPoint(1, 1) }, 100)], Cancel);
        var device = await DeviceAsync();
        Assert.Equal(("""{"battery":2}""", new GeoPoint(2, 2)), (device.ReportJson, device.Location));

        await other.CommitAsync([Spooled(Message.Foreign(1_500) with { StatusJson = """{"battery":3}""", Location = new GeoPoint(3, 3) }, 200)], Cancel);
        device = await DeviceAsync();
        Assert.Equal(("""{"battery":3}""", new GeoPoint(3, 3)), (device.ReportJson, device.Location));
    }

    [Fact]
    public async Task What_a_device_said_of_itself_during_an_outage_counts_where_it_said_nothing_since()
    {
        await CommitAsync(Message.Online(1_000, "aaaaaaaa"), Message.Heartbeat(1_001, boot: "aaaaaaaa"));

        await CommitAsync(
            Spooled(Message.Online(2_000, "bbbbbbbb", json: """{"ip":"new"}"""), 100),
            Spooled(Message.Heartbeat(2_001, boot: "bbbbbbbb", json: """{"beat":"new"}"""), 200),
            Spooled(new InfoInbound(Message.Device, 2_002, """{"model":"new"}""", Boot: "bbbbbbbb"), 300));

        var device = await DeviceAsync();
        Assert.Equal(("bbbbbbbb", 2_002, 2_001), (device.Boot, device.LastSeenMs, device.LastHeartbeatMs));
        Assert.Equal(("""{"ip":"new"}""", """{"beat":"new"}""", """{"model":"new"}"""), (device.ReportJson, device.HeartbeatJson, device.InfoJson));
    }

    [Fact]
    public async Task A_spooled_message_of_a_stranger_waits_for_approval_as_any_other()
    {
        await using var store = Open(new StoreOptions { Unknown = UnknownDevices.Pending });

        var result = await store.CommitAsync([Spooled(Message.Data(1), 100)], Cancel);

        Assert.Equal([Outcome.Held], result.Outcomes);
        Assert.Equal("pending", Assert.Single(await KeptAsync()).Reason);
    }

    private static Inbound Spooled(Inbound inbound, long end) => inbound with { Spooled = new SpoolPlace(SpoolId, 1, end) };

    /// <summary>Neither number nor time: nothing but its place in the spool tells it from its repeat.</summary>
    private static Inbound Nameless(double value, long end, long segment = 1, string spool = SpoolId) =>
        Message.Foreign(100 + (long)value, Message.Reading(value, 100 + (long)value, quality: TimeQuality.Arrival)) with { Spooled = new SpoolPlace(spool, segment, end) };
}
