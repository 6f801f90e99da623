using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    private const string OtherBoot = "0000aaaa";

    [Fact]
    public async Task A_gap_is_named_as_missing_and_waits_until_it_is_filled()
    {
        var gap = await CommitAsync(Message.Data(1), Message.Data(4));

        Assert.Equal([new SeqRange(2, 3)], Assert.Single(gap.Ledgers).Missing);
        await BalanceIsAsync(taken: 4, stored: 2, waiting: 2);

        await CommitAsync(Message.Data(3), Message.Data(2));

        await BalanceIsAsync(taken: 4, stored: 4, waiting: 0);
        Assert.Empty((await Store.LedgerAsync(Message.Device, Message.Boot, Cancel))!.Missing);
    }

    [Fact]
    public async Task A_drop_report_counts_in_the_boot_it_names_even_when_nothing_else_is_known_of_that_boot()
    {
        var result = await CommitAsync(Message.Data(1, drops: [new DropRow(OtherBoot, 1, 7, DropReasons.Reboot), new DropRow(Message.Boot, 2, 3, DropReasons.OutboxFull)]));

        Assert.Equal([(Message.Boot, 3L), (OtherBoot, 7L)], result.Ledgers.Select(ledger => (ledger.Boot, ledger.High)));
        await BalanceIsAsync(taken: 10, stored: 1, waiting: 0, (DropReasons.OutboxFull, 2), (DropReasons.Reboot, 7));
        Assert.Equal([(Message.Boot, 3L), (OtherBoot, 7L)], (await BalanceAsync()).Boots.OrderByDescending(boot => boot.Boot).Select(boot => (boot.Boot, boot.Taken)));
    }

    [Fact]
    public async Task Data_that_comes_after_its_drop_report_is_stored_after_all()
    {
        await CommitAsync(Message.Data(1, drops: new DropRow(Message.Boot, 2, 4, DropReasons.OutboxFull)));

        var late = await CommitAsync(Message.Data(3));

        Assert.Equal([Outcome.Stored], late.Outcomes);
        Assert.Equal([3, 1], await ValuesAsync());
        await BalanceIsAsync(taken: 4, stored: 2, waiting: 0, (DropReasons.OutboxFull, 2));
    }

    [Fact]
    public async Task Power_loss_is_certain_up_to_what_a_heartbeat_named_and_possible_above()
    {
        await CommitAsync(Message.Heartbeat(5, taken: 12, boot: OtherBoot));

        await CommitAsync(Message.Data(1, drops: new DropRow(OtherBoot, 1, 32, DropReasons.PowerLoss)));

        await BalanceIsAsync(taken: 33, stored: 1, waiting: 0, (DropReasons.PowerLoss, 12), (DropReasons.PowerLossPossible, 20));
    }

    [Fact]
    public async Task A_heartbeat_that_names_more_than_came_has_the_rest_waiting()
    {
        await CommitAsync(Message.Data(1));

        var result = await CommitAsync(Message.Heartbeat(9, taken: 3));

        Assert.Equal([new SeqRange(2, 3)], Assert.Single(result.Ledgers).Missing);
        await BalanceIsAsync(taken: 3, stored: 1, waiting: 2);
    }

    [Fact]
    public async Task A_message_of_which_nothing_passed_is_dropped_as_refused_once_and_is_in_quarantine_once()
    {
        var first = await CommitAsync(Message.AllRefused(1), Message.Data(2));
        var again = await CommitAsync(Message.AllRefused(1));

        Assert.Equal([Outcome.Refused, Outcome.Stored], first.Outcomes);
        Assert.Equal([Outcome.Duplicate], again.Outcomes);
        await BalanceIsAsync(taken: 2, stored: 1, waiting: 0, (DropReasons.Refused, 1));
        var kept = Assert.Single(await KeptAsync(10));
        Assert.Equal(1, kept.Count);
    }

    [Fact]
    public async Task A_message_of_which_a_part_passed_is_stored_and_the_rest_is_in_quarantine_once()
    {
        var message = Message.Data(1) with { Refused = [Message.Refusal("{\"light\":null}"), Message.Refusal("{\"Light\":1}", "sensor_name", "the name 'Light' is not [a-z_][a-z0-9_]{0,49}")] };

        var result = await CommitAsync(message, message);
        await CommitAsync(message);

        Assert.Equal([Outcome.Stored, Outcome.Duplicate], result.Outcomes);
        await BalanceIsAsync(taken: 1, stored: 1, waiting: 0);
        Assert.Equal([1, 1], (await KeptAsync(10)).Select(kept => kept.Count));
    }

    [Fact]
    public async Task A_message_that_only_reports_drops_counts_as_stored_itself()
    {
        var report = new DataInbound(Message.Device, 5, Message.Boot, 3, [], [new DropRow(Message.Boot, 1, 2, DropReasons.TooLarge)], []);

        var result = await CommitAsync(report, report);

        Assert.Equal([Outcome.Stored, Outcome.Duplicate], result.Outcomes);
        Assert.Empty(await ValuesAsync());
        await BalanceIsAsync(taken: 3, stored: 1, waiting: 0, (DropReasons.TooLarge, 2));
    }

    [Fact]
    public async Task A_message_that_would_tear_too_many_gaps_goes_to_quarantine_and_changes_nothing_else()
    {
        await CommitAsync([.. Enumerable.Range(0, Ledger.MostRanges).Select(at => Message.Data(1 + (2 * at)))]);
        var before = await BalanceAsync();

        var result = await CommitAsync(Message.Data(5_000, drops: new DropRow(OtherBoot, 1, 2, DropReasons.Reboot)), Message.Data(2));

        Assert.Equal([Outcome.Refused, Outcome.Stored], result.Outcomes);
        var after = await BalanceAsync();
        Assert.Equal((before.Taken, before.Stored + 1, before.Waiting - 1), (after.Taken, after.Stored, after.Waiting));
        Assert.Single(after.Boots);
        Assert.DoesNotContain(5_000, await ValuesAsync());
        var kept = Assert.Single(await KeptAsync(10));
        Assert.Equal((RefusalCodes.TooManyGaps, $"devices/{Message.Device}/data"), (kept.Reason, kept.Topic));
        Assert.Equal("seq 5000"u8.ToArray(), kept.Payload);
    }

    [Fact]
    public async Task Of_an_unknown_device_there_is_no_balance_and_of_one_without_boots_an_empty_one()
    {
        await CommitAsync(Message.Foreign(1, Message.Reading(20, 1)));

        Assert.Null(await Store.BalanceAsync("nobody", Cancel));
        Assert.Null(await Store.LedgerAsync(Message.Device, Message.Boot, Cancel));
        await BalanceIsAsync(taken: 0, stored: 0, waiting: 0);
    }

    [Fact]
    public async Task Two_devices_with_the_same_boot_have_ledgers_of_their_own()
    {
        var result = await CommitAsync(Message.Data(1), Message.Data(1, "cellar"), Message.Data(2, "cellar"));

        Assert.Equal([Outcome.Stored, Outcome.Stored, Outcome.Stored], result.Outcomes);
        Assert.Equal([(Message.Device, 1L), ("cellar", 2L)], result.Ledgers.Select(ledger => (ledger.DeviceId, ledger.High)));
    }

    private async Task BalanceIsAsync(long taken, long stored, long waiting, params (string Reason, long Count)[] dropped)
    {
        var balance = await BalanceAsync();
        Assert.Equal((taken, stored, waiting), (balance.Taken, balance.Stored, balance.Waiting));
        Assert.Equal(dropped.Order(), balance.Dropped.Select(reason => (reason.Key, reason.Value)).Order());
        Assert.Equal(balance.Taken, balance.Stored + balance.Waiting + balance.Dropped.Values.Sum());
    }
}
