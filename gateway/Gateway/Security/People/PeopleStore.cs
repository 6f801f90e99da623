using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.People;

/// <summary>What Identity keeps, in the gateway's own database.</summary>
internal sealed class PeopleStore(IPeopleStore store, IdentityErrorDescriber errors) : IUserPasswordStore<Person>
{
    public async Task<IdentityResult> CreateAsync(Person user, CancellationToken cancellationToken) =>
        await store.AddPersonAsync(user, cancellationToken) ? IdentityResult.Success : IdentityResult.Failed(errors.DuplicateUserName(user.Name));

    public async Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken)
    {
        await store.UpdatePersonAsync(user, cancellationToken);
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancellationToken) =>
        await store.RemovePersonAsync(user.PersonId, cancellationToken) ? IdentityResult.Success : IdentityResult.Failed(new IdentityError { Code = "LastAdmin", Description = "The last admin stays." });

    public Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        long.TryParse(userId, out var id) ? store.FindPersonAsync(id, cancellationToken) : Task.FromResult<Person?>(null);

    public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => store.FindPersonAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(Person user, CancellationToken cancellationToken) => Task.FromResult($"{user.PersonId}");

    public Task<string?> GetUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalName);

    public Task<string?> GetPasswordHashAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken)
    {
        user.Name = userName ?? "";
        return Task.CompletedTask;
    }

    public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancellationToken)
    {
        user.NormalName = normalizedName ?? "";
        return Task.CompletedTask;
    }

    public Task SetPasswordHashAsync(Person user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // it owns nothing
    }
}
