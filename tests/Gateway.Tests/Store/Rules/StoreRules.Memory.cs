using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>A store may remember what it read of devices: it must never act on what is no longer so.</summary>
public abstract partial class StoreRules
{
    [Fact]
    public async Task What_another_gateway_stored_in_between_is_known()
    {
        await using var other = Open();
        await CommitAsync(Message.Data(1));
        await other.CommitAsync([Message.Data(2), Message.Data(1, boot: OtherBoot)], Cancel);

        var result = await CommitAsync(Message.Data(2), Message.Data(3), Message.Data(1, boot: OtherBoot), Message.Data(2, boot: OtherBoot));

        Assert.Equal([Outcome.Duplicate, Outcome.Stored, Outcome.Duplicate, Outcome.Stored], result.Outcomes);
        Assert.Equal([(Message.Boot, 3L), (OtherBoot, 2L)], result.Ledgers.Select(ledger => (ledger.Boot, ledger.High)).OrderByDescending(ledger => ledger.High));
        Assert.All(result.Ledgers, ledger => Assert.Empty(ledger.Missing));
    }

    [Fact]
    public async Task A_device_that_is_suspended_or_approved_is_so_from_the_next_commit_on_whoever_decided_it()
    {
        await using var other = Open();
        await CommitAsync(Message.Data(1));

        await Store.SetAdmissionAsync(Message.Device, Admission.Suspended, 1, Cancel);
        Assert.Equal([Outcome.Rejected], (await CommitAsync(Message.Data(2))).Outcomes);
        await other.SetAdmissionAsync(Message.Device, Admission.Approved, 2, Cancel);
        Assert.Equal([Outcome.Stored], (await CommitAsync(Message.Data(3))).Outcomes);
        await other.SetAdmissionAsync(Message.Device, Admission.Retired, 3, Cancel);
        Assert.Equal([Outcome.Rejected], (await CommitAsync(Message.Data(4))).Outcomes);
    }

    [Fact]
    public async Task What_the_presence_tracker_decided_stays_when_the_device_says_something_else()
    {
        await CommitAsync(Message.Online(100));
        await SetOfflineAsync(300);

        await CommitAsync(new InfoInbound(Message.Device, 400, """{"model":"esp32"}"""));

        Assert.Equal((false, "offline"), await PresenceAsync());
    }

    [Fact]
    public async Task Numbers_of_a_commit_that_failed_are_not_taken_for_stored()
    {
        await CommitAsync(Message.Data(1));
        await BreakInsertsAsync("quarantine");
        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(Message.Data(2), Message.Data(1, boot: OtherBoot), Message.Quarantined(7, "{")));
        await RepairInsertsAsync("quarantine");

        var result = await CommitAsync(Message.Data(2), Message.Data(1, boot: OtherBoot));

        Assert.Equal([Outcome.Stored, Outcome.Stored], result.Outcomes);
        Assert.Equal(3, (await ValuesAsync()).Count);
    }

    [Fact]
    public async Task Two_gateways_that_hear_of_new_boots_at_once_store_each_number_once()
    {
        const int boots = 15;
        const int each = 40;
        await using var other = Open();
        await CommitAsync(Message.Data(1, "nobody"));
        var stored = 0;
        for (var boot = 0; boot < boots; boot++)
        {
            Inbound[] batch = [.. Enumerable.Range(1, each).Select(seq => Message.Data(seq, boot: $"boot{boot:0000}"))];
            var results = await Task.WhenAll(((SqlStore[])[Store, other]).Select(store => Task.Run(() => UntilDoneAsync(store, batch), Cancel)));
            stored += results.Sum(result => result.Outcomes.Count(outcome => outcome == Outcome.Stored));
        }

        Assert.Equal(boots * each, stored);
        Assert.Equal(boots * each, (await ValuesAsync()).Count);
        var balance = await BalanceAsync();
        Assert.Equal((boots * each, boots * each, 0), (balance.Taken, balance.Stored, balance.Waiting));
    }

    private static async Task<CommitResult> UntilDoneAsync(SqlStore store, Inbound[] batch)
    {
        CommitResult? result = null;
        while (result is null) result = await TryCommitAsync(store, batch);
        return result;
    }
}
