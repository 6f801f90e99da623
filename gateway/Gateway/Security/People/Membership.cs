using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.People;

/// <summary>Adds people and gives them passwords, by the rules; what is wrong comes back as sentences.</summary>
internal sealed class Membership(UserManager<Person> users, IPeopleStore store, TimeProvider clock)
{
    /// <summary>Whether this could be a new person's name and, where given, password; empty where it could.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(string name, string? password)
    {
        var person = New(name, Role.Viewer);
        List<string> faults = [];
        if (name.Length > PasswordRules.LongestName) return [$"A name has at most {PasswordRules.LongestName} characters."];
        foreach (var rule in users.UserValidators) faults.AddRange(Sentences(await rule.ValidateAsync(users, person)));
        if (password is not null) faults.AddRange(await CheckPasswordAsync(person, password));
        return faults;
    }

    public async Task<IReadOnlyList<string>> CheckPasswordAsync(Person person, string password)
    {
        List<string> faults = [];
        foreach (var rule in users.PasswordValidators) faults.AddRange(Sentences(await rule.ValidateAsync(users, person, password)));
        return faults;
    }

    /// <summary>Null with the reasons where the name is not one, or taken.</summary>
    public async Task<(Person? Person, IReadOnlyList<string> Faults)> AddAsync(string name, Role role, string? password = null)
    {
        var person = New(name, role);
        var result = password is null ? await users.CreateAsync(person) : await users.CreateAsync(person, password);
        return result.Succeeded ? (person, []) : (null, Sentences(result));
    }

    /// <summary>Checked before; ends every session of the person.</summary>
    public Task SetPasswordAsync(Person person, string password, CancellationToken cancel)
    {
        person.PasswordHash = users.PasswordHasher.HashPassword(person, password);
        return store.UpdatePersonAsync(person, cancel);
    }

    private Person New(string name, Role role) => new() { Name = name, Role = role, CreatedMs = clock.GetUtcNow().ToUnixTimeMilliseconds() };

    private static IReadOnlyList<string> Sentences(IdentityResult result) => [.. result.Errors.Select(error => error.Description)];
}
