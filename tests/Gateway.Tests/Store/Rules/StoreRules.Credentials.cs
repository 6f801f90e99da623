using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    private const long Later = 1000;

    [Fact]
    public async Task A_registration_makes_and_approves_the_device_and_keeps_what_was_made_for_it()
    {
        Assert.Equal(ProvisionOutcome.Done, await Store.ProvisionAsync(Provision(Credential(1)), Cancel));

        var account = Assert.Single(await Store.ListAccountsAsync(null, Cancel));
        Assert.Equal((Message.Device, Admission.Approved, null), (account.DeviceId, account.Admission, account.Group));
        var credential = Assert.Single(account.Credentials);
        Assert.Equal((0, 7, 5L, null), (credential.Slot, credential.Iterations, credential.CreatedMs, credential.TrialUntilMs));
        byte[] kept = [.. credential.Salt, .. credential.Hash];
        Assert.Equal("01010201", Convert.ToHexString(kept));
        Assert.Equal(Admission.Approved, (await DeviceAsync()).Admission);
        Assert.Empty(await Store.ListAccountsAsync("another", Cancel));
    }

    [Fact]
    public async Task An_account_shows_the_devices_group_and_state()
    {
        await Store.ProvisionAsync(Provision(Credential(1)), Cancel);
        await Store.SetConfigGroupAsync(Message.Device, "roof", Cancel);
        await Store.SetAdmissionAsync(Message.Device, Admission.Suspended, 6, Cancel);

        var account = Assert.Single(await Store.ListAccountsAsync(Message.Device, Cancel));
        Assert.Equal((Admission.Suspended, "roof"), (account.Admission, account.Group));
    }

    [Fact]
    public async Task Suspended_and_retired_devices_are_listed_with_credentials_or_without()
    {
        await Store.ProvisionAsync(Provision(Credential(1)), Cancel);
        await Store.SetAdmissionAsync(Message.Device, Admission.Suspended, 6, Cancel);
        await Store.SetAdmissionAsync("without", Admission.Retired, 6, Cancel);
        await Store.SetAdmissionAsync("good", Admission.Approved, 6, Cancel);

        Assert.Equal([(Message.Device, Admission.Suspended), ("without", Admission.Retired)], (await Store.ListBarredAsync(null, Cancel)).Select(one => (one.Key, one.Value)).Order());
        Assert.Equal(Admission.Retired, Assert.Single(await Store.ListBarredAsync("without", Cancel)).Value);
        Assert.Empty(await Store.ListBarredAsync("good", Cancel));
    }

    [Fact]
    public async Task A_claim_code_is_good_once_in_time_and_for_its_device()
    {
        await Store.AddClaimAsync([1], null, Later, Cancel);
        await Store.AddClaimAsync([2], "another", Later, Cancel);
        await Store.AddClaimAsync([3], Message.Device, Later, Cancel);

        Assert.Equal(ProvisionOutcome.WrongCode, await Store.ProvisionAsync(Provision(Credential(1), code: [9]), Cancel));
        Assert.Equal(ProvisionOutcome.WrongCode, await Store.ProvisionAsync(Provision(Credential(1), code: [2]), Cancel));
        Assert.Equal(ProvisionOutcome.WrongCode, await Store.ProvisionAsync(Provision(Credential(1), code: [1]) with { NowMs = Later }, Cancel));
        Assert.Empty(await Store.ListAccountsAsync(null, Cancel));
        Assert.Equal(ProvisionOutcome.Done, await Store.ProvisionAsync(Provision(Credential(1), code: [1]), Cancel));
        Assert.Equal(ProvisionOutcome.WrongCode, await Store.ProvisionAsync(Provision(Credential(1), code: [1]) with { Replace = true }, Cancel));
        Assert.Equal(ProvisionOutcome.Exists, await Store.ProvisionAsync(Provision(Credential(1), code: [3]), Cancel));
        Assert.Equal(ProvisionOutcome.Done, await Store.ProvisionAsync(Provision(Credential(4), code: [3]) with { Replace = true, TokenHash = [7] }, Cancel)); // it was not used up
        var account = Assert.Single(await Store.ListAccountsAsync(null, Cancel));
        Assert.Equal(4, Assert.Single(account.Credentials).Hash[1]);
    }

    [Fact]
    public async Task Of_many_registrations_with_one_code_at_once_one_is_done()
    {
        await Store.AddClaimAsync([1], null, Later, Cancel);
        var other = Open();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => (at % 2 == 0 ? Store : other).ProvisionAsync(Provision(Credential(1), code: [1]) with { DeviceId = $"board-{at}", TokenHash = [(byte)at] }, Cancel)));

        Assert.Single(outcomes, ProvisionOutcome.Done);
        Assert.Single(await Store.ListAccountsAsync(null, Cancel));
    }

    [Fact]
    public async Task A_password_on_trial_stands_beside_the_one_in_force_until_it_is_kept_or_dropped()
    {
        Assert.False(await Store.AddTrialAsync(Message.Device, Trial(1), Cancel)); // there is none to change
        await Store.ProvisionAsync(Provision(Credential(1)), Cancel);

        Assert.False(await Store.AddTrialAsync(Message.Device, Trial(2) with { Slot = 0 }, Cancel)); // the place of the one in force
        Assert.True(await Store.AddTrialAsync(Message.Device, Trial(2), Cancel));
        Assert.False(await Store.AddTrialAsync(Message.Device, Trial(3), Cancel));
        Assert.Equal([(0, false), (1, true)], await SlotsAsync());
        Assert.True(await Store.DropTrialAsync(Message.Device, Cancel));
        Assert.False(await Store.DropTrialAsync(Message.Device, Cancel));
        Assert.False(await Store.KeepTrialAsync(Message.Device, Cancel)); // or the one in force would go
        Assert.Equal([(0, false)], await SlotsAsync());

        await Store.AddTrialAsync(Message.Device, Trial(4), Cancel);
        Assert.True(await Store.KeepTrialAsync(Message.Device, Cancel));
        Assert.Equal([(1, false)], await SlotsAsync());
        Assert.True(await Store.AddTrialAsync(Message.Device, Trial(5) with { Slot = 0 }, Cancel)); // back to the first place
        Assert.True(await Store.RevokeAsync(Message.Device, Cancel));
        Assert.False(await Store.RevokeAsync(Message.Device, Cancel));
        Assert.Empty(await SlotsAsync());
    }

    [Fact]
    public async Task A_token_is_known_until_its_end_and_keeps_its_first_note()
    {
        await Store.ProvisionAsync(Provision(Credential(1)) with { StoredBefore = 3 }, Cancel);

        Assert.Equal(new TokenRecord(Message.Device, 3, null), await Store.FindTokenAsync([8], Later - 1, Cancel));
        Assert.Null(await Store.FindTokenAsync([8], Later, Cancel));
        Assert.Null(await Store.FindTokenAsync([9], 1, Cancel));
        await Store.NoteFirstStoredAsync([8], 20, Cancel);
        await Store.NoteFirstStoredAsync([8], 30, Cancel);
        Assert.Equal(20, (await Store.FindTokenAsync([8], 1, Cancel))!.FirstStoredMs);
        await Store.PurgeClaimsAsync(Later + 1, Cancel);
        Assert.Null(await Store.FindTokenAsync([8], 1, Cancel));
    }

    [Fact]
    public async Task Credentials_lie_over_all_that_people_want_of_a_device()
    {
        await CommitAsync(Message.Online(1));
        await Store.SetConfigLayerAsync(ConfigLayer.CredentialTrial(Message.Device), """{"p":"new"}""", 5, Cancel);
        await Store.SetConfigLayerAsync(ConfigLayer.Credential(Message.Device), """{"p":"old","u":"1"}""", 5, Cancel);
        await Store.SetConfigLayerAsync(ConfigLayer.Device(Message.Device), """{"p":"mine","x":1}""", 5, Cancel);
        Assert.Equal("""{"p":"new","u":"1","x":1}""", (await ConfigAsync()).SettingsJson);
        await Store.SetConfigLayerAsync(ConfigLayer.CredentialTrial(Message.Device), "{}", 5, Cancel);
        Assert.Equal("""{"p":"old","u":"1","x":1}""", (await ConfigAsync()).SettingsJson);
        Assert.Equal("""{"p":"mine","x":1}""", (await ConfigAsync()).OwnJson);
    }

    private async Task<IEnumerable<(int Slot, bool IsTrial)>> SlotsAsync() =>
        (await Store.ListAccountsAsync(Message.Device, Cancel)).SelectMany(account => account.Credentials).Select(one => (one.Slot, one.TrialUntilMs is not null));

    private static CredentialRecord Credential(byte mark) => new(0, 7, [1, mark], [2, mark], 5, null);

    private static CredentialRecord Trial(byte mark) => new(1, 7, [1, mark], [2, mark], 6, Later);

    private static ProvisionRecord Provision(CredentialRecord credential, byte[]? code = null) => new(Message.Device, credential, code, false, [8], Later, 0, 5);
}
