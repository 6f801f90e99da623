using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    private static readonly StoreOptions Asking = new() { Unknown = UnknownDevices.Pending, PendingDevices = 2, HeldMessages = 3, HeldBytes = 1000, UnknownPerMinute = 5 };

    [Fact]
    public async Task A_new_device_is_pending_and_its_readings_wait_until_it_is_approved()
    {
        var store = Open(Asking);

        var result = await store.CommitAsync([Message.Data(1), Message.Data(2), Message.Heartbeat(20_000, taken: 2)], Cancel);

        Assert.Equal([Outcome.Held, Outcome.Held, Outcome.Stored], result.Outcomes);
        Assert.Empty(result.Ledgers); // told as missing, the board would send them again and again
        Assert.Equal(Admission.Pending, (await DeviceAsync()).Admission);
        Assert.Empty(await ValuesAsync());
        Assert.Equal((2, 0, 2), (await BalanceAsync() is var waiting ? (waiting.Taken, waiting.Stored, waiting.Waiting) : default));

        await store.SetAdmissionAsync(Message.Device, Admission.Approved, 30_000, Cancel);
        Assert.Equal([Message.Device], await store.ListHeldOfApprovedAsync(Cancel));
        foreach (var row in await store.NextQuarantineAsync(new QuarantineFilter(Message.Device, RefusalCodes.Pending), 0, 10, Cancel))
            await store.CommitAsync([Message.Data(row.Entry!.Seq) with { ArrivalMs = row.FirstSeenMs, Replays = row.Id }], Cancel);

        Assert.Equal([1, 2], (await ValuesAsync()).Order());
        Assert.Equal((2, 2, 0), (await BalanceAsync() is var stored ? (stored.Taken, stored.Stored, stored.Waiting) : default));
        Assert.Empty(await store.ListHeldOfApprovedAsync(Cancel));
        Assert.Equal([Outcome.Duplicate, Outcome.Stored], (await store.CommitAsync([Message.Data(2), Message.Data(3)], Cancel)).Outcomes);
    }

    [Fact]
    public async Task A_waiting_message_that_comes_again_waits_once_even_with_another_head()
    {
        var store = Open(Asking);

        await store.CommitAsync([Message.Data(1), Message.Data(1) with { Payload = "more in its head"u8.ToArray() }], Cancel);

        Assert.Equal(2, Assert.Single(await KeptAsync()).Count);
    }

    [Fact]
    public async Task More_than_may_wait_counts_as_dropped_with_its_reason()
    {
        var store = Open(Asking);

        var result = await store.CommitAsync([.. Enumerable.Range(1, 5).Select(seq => Message.Data(seq))], Cancel);

        Assert.Equal([Outcome.Held, Outcome.Held, Outcome.Held, Outcome.Rejected, Outcome.Rejected], result.Outcomes);
        var balance = await BalanceAsync();
        Assert.Equal((5, 0, 3, 2), (balance.Taken, balance.Stored, balance.Waiting, balance.Dropped[DropReasons.NotApproved]));
        await store.CommitAsync([Message.Data(6) with { Payload = new byte[2000] }, Message.Foreign(9, Message.Reading(1, 1))], Cancel);
        Assert.Equal(1, (await store.RejectedAsync(Cancel))[DropReasons.NotApproved]); // the one that no account has
    }

    [Fact]
    public async Task What_waits_is_not_pushed_out_by_what_cannot_be_used()
    {
        var store = Open(new StoreOptions { Unknown = UnknownDevices.Pending, QuarantineRows = 2, QuarantineBytes = 10 });
        await store.CommitAsync([Message.Data(1)], Cancel);
        await store.SetAdmissionAsync("other", Admission.Approved, 1, Cancel);

        for (var at = 0; at < 5; at++) await store.CommitAsync([Message.Quarantined(100_000 + at, $"{at}", "other")], Cancel);
        await store.PurgeQuarantineAsync(long.MaxValue, Cancel);

        Assert.Equal(RefusalCodes.Pending, Assert.Single(await KeptAsync()).Reason);
    }

    [Fact]
    public async Task More_devices_than_may_wait_are_counted_and_sampled_and_make_no_rows()
    {
        var store = Open(Asking);

        for (var at = 0; at < 50; at++) await store.CommitAsync([Message.Data(1, $"stranger-{at}"), Message.Online(5) with { DeviceId = $"stranger-{at}" }], Cancel);

        Assert.Equal(2, (await Store.ListDevicesAsync(Cancel)).Count);
        Assert.Equal(48 * 2, (await store.RejectedAsync(Cancel))[RefusalCodes.UnknownDevice]);
        Assert.Equal(2 + 5, (await store.CountQuarantineAsync(Cancel)).Rows);
    }

    [Fact]
    public async Task Rejecting_keeps_a_sample_a_minute_and_counts_the_rest()
    {
        var store = Open(new StoreOptions { Unknown = UnknownDevices.Reject, UnknownPerMinute = 3 });

        for (var minute = 0; minute < 2; minute++)
            for (var at = 0; at < 10; at++)
                Assert.Equal([Outcome.Rejected], (await store.CommitAsync([Message.Data(at + 1) with { ArrivalMs = (minute * 60_000) + at, Payload = new[] { (byte)minute, (byte)at } }], Cancel)).Outcomes);

        Assert.Empty(await Store.ListDevicesAsync(Cancel));
        Assert.Equal(20, (await store.RejectedAsync(Cancel))[RefusalCodes.UnknownDevice]);
        Assert.Equal(6, (await store.CountQuarantineAsync(Cancel)).Rows);
    }

    [Fact]
    public async Task What_strangers_send_malformed_is_sampled_too()
    {
        var store = Open(new StoreOptions { Unknown = UnknownDevices.Reject, UnknownPerMinute = 3 });

        for (var at = 0; at < 10; at++) await store.CommitAsync([Message.Quarantined(at, $"{at}", $"stranger-{at}")], Cancel);

        Assert.Equal(3, (await store.CountQuarantineAsync(Cancel)).Rows);
        Assert.Equal(7, (await store.RejectedAsync(Cancel))[RefusalCodes.UnknownDevice]);
    }

    [Theory]
    [InlineData(Admission.Suspended, DropReasons.Suspended)]
    [InlineData(Admission.Retired, DropReasons.Retired)]
    public async Task What_a_suspended_or_retired_device_sends_is_dropped_with_that_reason_and_told_to_it(Admission admission, string reason)
    {
        await CommitAsync(Message.Data(1));
        await Store.SetAdmissionAsync(Message.Device, admission, 1, Cancel);

        var result = await CommitAsync(Message.Data(2), Message.Foreign(9, Message.Reading(9, 9)));

        Assert.Equal([Outcome.Rejected, Outcome.Rejected], result.Outcomes);
        Assert.Equal((2, 0), (Assert.Single(result.Ledgers).High, result.Ledgers[0].Missing.Count));
        var balance = await BalanceAsync();
        Assert.Equal((2, 1, 0, 1), (balance.Taken, balance.Stored, balance.Waiting, balance.Dropped[reason]));
        Assert.Equal(1, (await Store.RejectedAsync(Cancel))[reason]);
        Assert.Equal([1], await ValuesAsync());
    }

    [Fact]
    public async Task What_waited_too_long_leaves_quarantine_and_counts_as_dropped()
    {
        var store = Open(Asking);
        await store.CommitAsync([Message.Data(1)], Cancel);
        var row = Assert.Single(await KeptAsync());

        await store.CommitAsync([new ExpiredInbound(Message.Device, row.FirstSeenMs, row.Entry!.Boot, row.Entry.Seq) { Replays = row.Id }], Cancel);

        Assert.Empty(await KeptAsync());
        var balance = await BalanceAsync();
        Assert.Equal((1, 0, 0, 1), (balance.Taken, balance.Stored, balance.Waiting, balance.Dropped[DropReasons.NotApproved]));
    }

    [Fact]
    public async Task Replaying_what_waits_for_a_pending_device_changes_nothing()
    {
        var store = Open(Asking);
        await store.CommitAsync([Message.Data(1)], Cancel);
        var row = Assert.Single(await KeptAsync());

        Assert.Equal([Outcome.Held], (await store.CommitAsync([Message.Data(1) with { Replays = row.Id }], Cancel)).Outcomes);

        Assert.Equal((row.Id, 1), (Assert.Single(await KeptAsync()) is var left ? (left.Id, left.Count) : default));
        Assert.Empty(await ValuesAsync());
    }

    [Fact]
    public async Task A_device_can_be_approved_before_it_is_heard()
    {
        var store = Open(Asking);
        await store.SetAdmissionAsync(Message.Device, Admission.Approved, 5, Cancel);

        Assert.Equal([Outcome.Stored], (await store.CommitAsync([Message.Data(1)], Cancel)).Outcomes);

        Assert.Equal((5, Admission.Approved), (await DeviceAsync() is var device ? (device.FirstSeenMs, device.Admission) : default));
    }
}
