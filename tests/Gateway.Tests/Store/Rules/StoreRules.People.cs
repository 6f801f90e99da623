using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>People, sessions, links, keys and the audit log.</summary>
public abstract partial class StoreRules
{
    private const long Noon = 1_767_225_600_000;

    [Fact]
    public async Task A_name_is_given_once_and_found_as_it_was_written()
    {
        var anna = await AddPersonAsync("Anna", Role.Admin);
        Assert.False(await Store.AddPersonAsync(NewPerson("ANNA", Role.Viewer), Cancel));

        var found = (await Store.FindPersonAsync("ANNA", Cancel))!;
        Assert.Equal((anna.PersonId, "Anna", Role.Admin, "hash", null), (found.PersonId, found.Name, found.Role, found.PasswordHash, found.SignedInMs));
        Assert.Equal("Anna", (await Store.FindPersonAsync(anna.PersonId, Cancel))!.Name);
    }

    [Fact]
    public async Task The_last_admin_who_was_ever_here_keeps_role_and_place()
    {
        var anna = await AddPersonAsync("anna", Role.Admin);
        var bert = await AddPersonAsync("bert", Role.Admin);
        Assert.False(await Store.HasAdminAsync(Cancel));
        await Store.AddSessionAsync([1], anna.PersonId, Noon, Noon + 1000, null, Cancel);

        Assert.True(await Store.HasAdminAsync(Cancel));
        Assert.Equal((false, false), (await Store.SetRoleAsync(anna.PersonId, Role.Viewer, Cancel), await Store.RemovePersonAsync(anna.PersonId, Cancel)));
        await Store.AddSessionAsync([2], bert.PersonId, Noon, Noon + 1000, "127.0.0.1", Cancel);
        Assert.Equal((true, false), (await Store.RemovePersonAsync(anna.PersonId, Cancel), await Store.RemovePersonAsync(bert.PersonId, Cancel)));
        Assert.Null(await Store.FindSessionAsync([1], Noon, Cancel));
    }

    [Fact]
    public async Task Of_two_admins_who_remove_each_other_at_once_one_stays()
    {
        var anna = await AddPersonAsync("anna", Role.Admin);
        var bert = await AddPersonAsync("bert", Role.Admin);
        foreach (var person in (Person[])[anna, bert]) await Store.AddSessionAsync([(byte)person.PersonId], person.PersonId, Noon, Noon + 1000, null, Cancel);
        var other = Open();

        await Task.WhenAll(Store.RemovePersonAsync(anna.PersonId, Cancel), other.RemovePersonAsync(bert.PersonId, Cancel));

        Assert.Single(await Store.ListPeopleAsync(Cancel));
    }

    [Fact]
    public async Task A_session_has_its_persons_role_and_ends_with_its_time_its_end_or_another_password()
    {
        var anna = await AddPersonAsync("anna", Role.Viewer);
        for (byte i = 1; i <= 3; i++) await Store.AddSessionAsync([i], anna.PersonId, Noon, Noon + 1000, null, Cancel);
        await Store.SetRoleAsync(anna.PersonId, Role.Operator, Cancel);
        await Store.RenewSessionAsync([1], Noon + 10, Noon + 5000, Cancel);
        await Store.EndSessionAsync([2], Cancel);

        Assert.Equal(new SessionRecord(anna.PersonId, "anna", Role.Operator, Noon, Noon + 10, Noon + 5000), await Store.FindSessionAsync([1], Noon + 4999, Cancel));
        Assert.Null(await Store.FindSessionAsync([2], Noon, Cancel));
        Assert.Null(await Store.FindSessionAsync([3], Noon + 1000, Cancel));
        await Store.UpdatePersonAsync(anna, Cancel);
        Assert.NotNull(await Store.FindSessionAsync([1], Noon, Cancel));
        anna.PasswordHash = "another";
        await Store.UpdatePersonAsync(anna, Cancel);
        Assert.Null(await Store.FindSessionAsync([1], Noon, Cancel));
    }

    [Fact]
    public async Task A_link_is_taken_once_in_its_time_and_a_newer_one_takes_its_place()
    {
        var anna = await AddPersonAsync("anna", Role.Viewer);
        var link = new LinkRecord(LinkKind.Password, anna.PersonId);
        await Store.AddLinkAsync([1], link, Noon + 1000, Cancel);
        await Store.AddLinkAsync([2], link, Noon + 1000, Cancel);
        await Store.AddLinkAsync([3], new LinkRecord(LinkKind.Setup, null), Noon + 1000, Cancel);

        Assert.Null(await Store.FindLinkAsync([1], Noon, Cancel));
        Assert.Null(await Store.TakeLinkAsync([2], Noon + 1000, Cancel));
        var taken = await Task.WhenAll(Store.TakeLinkAsync([2], Noon, Cancel), Open().TakeLinkAsync([2], Noon, Cancel));
        Assert.Equal(link, Assert.Single(taken, taken => taken is not null));
        Assert.Equal(new LinkRecord(LinkKind.Setup, null), await Store.FindLinkAsync([3], Noon, Cancel));
        await Store.PurgeSessionsAsync(Noon + 1000, Cancel);
        Assert.Null(await Store.FindLinkAsync([3], Noon, Cancel));
    }

    [Fact]
    public async Task A_key_is_found_by_its_hash_and_revoked_once()
    {
        var key = new KeyRecord(0, "dashboard", KeyScope.Read | KeyScope.Upload, Noon, "anna", Noon + 1000, null, null);
        var id = await Store.AddKeyAsync([7], key, Cancel);
        await Store.NoteKeyUseAsync(id, Noon + 5, Cancel);

        Assert.Equal(key with { KeyId = id, UsedMs = Noon + 5 }, await Store.FindKeyAsync([7], Cancel));
        Assert.Null(await Store.FindKeyAsync([8], Cancel));
        Assert.Equal(("dashboard", null), (await Store.RevokeKeyAsync(id, Noon + 6, Cancel), await Store.RevokeKeyAsync(id, Noon + 7, Cancel)));
        Assert.Equal(Noon + 6, Assert.Single(await Store.ListKeysAsync(Cancel)).RevokedMs);
    }

    [Fact]
    public async Task The_hashes_of_keys_that_work_are_listed_and_no_others()
    {
        var key = new KeyRecord(0, "dashboard", KeyScope.Read, Noon, "anna", null, null, null);
        await Store.AddKeyAsync([1], key, Cancel);
        await Store.AddKeyAsync([2], key with { ExpiresMs = Noon + 1 }, Cancel);
        await Store.AddKeyAsync([3], key with { ExpiresMs = Noon }, Cancel);
        await Store.RevokeKeyAsync(await Store.AddKeyAsync([4], key, Cancel), Noon, Cancel);

        Assert.Equal([[1], [2]], (await Store.ListKeyHashesAsync(Noon, Cancel)).OrderBy(hash => hash[0]));
    }

    [Fact]
    public async Task The_audit_log_is_filtered_paged_and_bounded_by_age_and_rows()
    {
        for (var i = 0; i < 6; i++) await AuditAsync(Noon + i, AuditActions.SignInFailed, $"guess-{i}", AuditOutcome.Failed);
        for (var i = 0; i < 6; i++) await AuditAsync(Noon + 10 + i, AuditActions.Command, $"b{i}");

        var first = await Store.ListAuditAsync(new AuditFilter(Action: "command"), null, 4, Cancel);
        var rest = await Store.ListAuditAsync(new AuditFilter(Action: "command"), first[^1].Id, 4, Cancel);
        Assert.Equal(["b5", "b4", "b3", "b2", "b1", "b0"], first.Concat(rest).Select(record => record.Subject));
        Assert.Empty(await Store.ListAuditAsync(new AuditFilter(Actor: "nobody"), null, 10, Cancel));

        await Store.PurgeAuditAsync(Noon + 1, 8, Cancel); // what failed may take two of eight
        Assert.Equal(["b5", "b4", "b3", "b2", "b1", "b0", "guess-5", "guess-4"], (await Store.ListAuditAsync(new AuditFilter(), null, 100, Cancel)).Select(record => record.Subject));
        await Store.PurgeAuditAsync(Noon + 13, 100, Cancel);
        Assert.Equal(["b5", "b4", "b3"], (await Store.ListAuditAsync(new AuditFilter(), null, 100, Cancel)).Select(record => record.Subject));
    }

    private static Person NewPerson(string name, Role role) => new() { Name = name, NormalName = name.ToUpperInvariant(), PasswordHash = "hash", Role = role, CreatedMs = Noon };

    private async Task<Person> AddPersonAsync(string name, Role role)
    {
        var person = NewPerson(name, role);
        Assert.True(await Store.AddPersonAsync(person, Cancel));
        return person;
    }

    private Task AuditAsync(long atMs, string action, string subject, AuditOutcome outcome = AuditOutcome.Done) =>
        Store.AddAuditAsync(new AuditRecord(0, atMs, "anna", "session", "127.0.0.1", action, subject, null, outcome), Cancel);
}
