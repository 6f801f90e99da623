using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task The_balance_of_the_fleet_names_reasons_and_what_no_account_has()
    {
        var store = Open(new StoreOptions { Unknown = UnknownDevices.Pending, PendingDevices = 1 });
        await store.SetAdmissionAsync(Message.Device, Admission.Approved, 1, Cancel);
        await store.CommitAsync([Message.Data(1), Message.Data(4, drops: new DropRow(Message.Boot, 2, 2, DropReasons.OutboxFull)), Message.AllRefused(5), Message.Data(1, "pending"), Message.Data(1, "stranger")], Cancel);

        var fleet = await store.FleetBalanceAsync(Cancel);

        Assert.Equal((6, 2, 2), (fleet.Taken, fleet.Stored, fleet.Waiting));
        Assert.Equal([(DropReasons.OutboxFull, 1), (DropReasons.Refused, 1)], fleet.Dropped.Select(reason => (reason.Key, reason.Value)));
        Assert.Equal([new DeviceBalance(Message.Device, 5, 2, 1, 2), new DeviceBalance("pending", 1, 0, 1, 0)], fleet.Devices);
        Assert.Equal(1, fleet.Rejected[RefusalCodes.UnknownDevice]);
    }

    [Fact]
    public async Task An_empty_fleet_has_a_balance_of_nothing()
    {
        var fleet = await Store.FleetBalanceAsync(Cancel);

        Assert.Equal((0, 0, 0, 0, 0), (fleet.Taken, fleet.Stored, fleet.Waiting, fleet.Dropped.Count, fleet.Devices.Count));
    }

    [Fact]
    public async Task A_gap_is_named_with_its_range_until_it_closes()
    {
        await CommitAsync(Message.Data(1), Message.Data(4), Message.Heartbeat(20_000, taken: 6));
        Assert.Equal([(2, 3), (5, 6)], (await Store.ListGapsAsync(null, 10, Cancel)).Select(gap => ((int)gap.Range.From, (int)gap.Range.To)));
        Assert.All(await Store.ListGapsAsync(Message.Device, 10, Cancel), gap => Assert.Equal((Message.Device, Message.Boot, false), (gap.DeviceId, gap.Boot, gap.Lost)));
        Assert.Empty(await Store.ListGapsAsync("other", 10, Cancel));
        Assert.Single(await Store.ListGapsAsync(null, 1, Cancel));

        await CommitAsync(Message.Data(2), Message.Data(3), Message.Data(5), Message.Data(6));

        Assert.Empty(await Store.ListGapsAsync(null, 10, Cancel));
    }

    [Fact]
    public async Task A_gap_is_given_up_only_when_the_board_has_started_anew_and_had_time_to_explain_it()
    {
        await CommitAsync(Message.Data(1), Message.Data(3));
        Assert.Empty(await Store.ListAbandonedAsync(long.MaxValue, 10, Cancel)); // the board goes on: it may still send
        await CommitAsync(Message.Data(1, boot: "0000aaaa") with { ArrivalMs = 20_000 });

        Assert.Empty(await Store.ListAbandonedAsync(20_000, 10, Cancel));
        Assert.Equal([(Message.Device, Message.Boot)], await Store.ListAbandonedAsync(20_100, 10, Cancel));
    }

    [Fact]
    public async Task A_gap_that_is_given_up_counts_as_dropped_and_is_named_as_lost()
    {
        await CommitAsync(Message.Data(1), Message.Data(3), Message.Data(1, boot: "0000aaaa") with { ArrivalMs = 20_000 });

        var result = await CommitAsync(new LostInbound(Message.Device, 50_000, Message.Boot));

        Assert.Equal([Outcome.Stored], result.Outcomes);
        var balance = await BalanceAsync();
        Assert.Equal((4, 3, 0, 1), (balance.Taken, balance.Stored, balance.Waiting, balance.Dropped[DropReasons.NeverArrived]));
        Assert.Equal([new Gap(Message.Device, Message.Boot, new SeqRange(2, 2), 10_003, Lost: true)], await Store.ListGapsAsync(null, 10, Cancel));
        Assert.Empty(await Store.ListAbandonedAsync(long.MaxValue, 10, Cancel));
        Assert.Equal(20_000, (await DeviceAsync()).LastSeenMs);
    }

    [Fact]
    public async Task What_was_given_up_and_comes_after_all_is_stored()
    {
        await CommitAsync(Message.Data(1), Message.Data(3), new LostInbound(Message.Device, 50_000, Message.Boot));

        Assert.Equal([Outcome.Stored], (await CommitAsync(Message.Data(2))).Outcomes);

        Assert.Equal((3, 0), (await BalanceAsync() is var balance ? (balance.Stored, balance.Dropped.Values.Sum()) : default));
        Assert.Empty(await Store.ListGapsAsync(null, 10, Cancel));
    }

    [Theory]
    [InlineData(DropReasons.PowerLoss)]
    [InlineData(DropReasons.OutboxFull)]
    public async Task A_board_that_explains_a_gap_that_was_given_up_is_believed(string reason)
    {
        await CommitAsync(Message.Data(1), Message.Data(3), new LostInbound(Message.Device, 50_000, Message.Boot));

        await CommitAsync(Message.Data(1, boot: "0000aaaa", drops: new DropRow(Message.Boot, 2, 2, reason)));

        Assert.Equal([(reason, 1)], (await BalanceAsync()).Dropped.Select(drop => (drop.Key, drop.Value)));
        Assert.Empty(await Store.ListGapsAsync(null, 10, Cancel));
    }

    [Fact]
    public async Task What_waits_for_approval_is_not_given_up()
    {
        var store = Open(new StoreOptions { Unknown = UnknownDevices.Pending });
        await store.CommitAsync([Message.Data(1), Message.Data(1, boot: "0000aaaa") with { ArrivalMs = 20_000 }], Cancel);

        Assert.Empty(await store.ListAbandonedAsync(long.MaxValue, 10, Cancel));
    }
}
