using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security.Audit;

namespace Nanofleet.Gateway.Security.People;

/// <summary>
/// Lets in whoever knows a name and its password. Whether there is such a person shows neither in the answer nor in the time
/// that it takes; whoever has to wait costs nothing.
/// </summary>
internal sealed class PasswordDoor(
    UserManager<Person> people, SignInManager<Person> signIn, SignInGuard guard, KnownBrowser browsers, HashTurns turns, Nobody nobody, IAuditLog audit)
{
    /// <summary>Null when the person is signed in; else what to tell him.</summary>
    public async Task<SignInRefusal?> EnterAsync(HttpContext context, string name, string password, CancellationToken cancel)
    {
        var normalName = people.NormalizeName(name) ?? "";
        var attempt = new SignInAttempt(normalName, RemoteAddress.Counted(context), browsers.Find(context, normalName));
        var (person, refusal, locked) = await TryAsync(attempt, name, password, cancel);
        if (person is null)
        {
            var failed = new AuditEntry(locked ? AuditActions.SignInLocked : AuditActions.SignInFailed, Shown(name)) { Outcome = AuditOutcome.Failed };
            if (refusal == SignInRefusal.Wrong) await audit.WriteAsync(failed, cancel);
            return refusal;
        }

        browsers.Remember(context, normalName);
        await signIn.SignInAsync(person, isPersistent: true);
        await audit.WriteAsync(new AuditEntry(AuditActions.SignIn, person.Name) { Actor = person.Name }, cancel);
        return null;
    }

    /// <summary>
    /// Null when it is the password of this person, who is signed in. Whoever found a browser open tries no more passwords there than
    /// a stranger; what strangers try elsewhere holds nobody up here.
    /// </summary>
    public async Task<SignInRefusal?> ConfirmAsync(HttpContext context, Person person, string password, CancellationToken cancel) =>
        (await TryAsync(new SignInAttempt(person.NormalName, RemoteAddress.Counted(context), $"signed in as {person.NormalName}"), person.Name, password, cancel)).Refusal;

    private async Task<(Person? Person, SignInRefusal? Refusal, bool Locked)> TryAsync(SignInAttempt attempt, string name, string password, CancellationToken cancel)
    {
        if (guard.Wait(attempt) is var wait && wait > TimeSpan.Zero) return (null, SignInRefusal.Wait(wait), false);
        using var turn = await turns.TakeAsync(cancel);
        if (!turn.IsAcquired) return (null, SignInRefusal.Busy, false);
        if (guard.Wait(attempt) is var since && since > TimeSpan.Zero) return (null, SignInRefusal.Wait(since), false); // others may have failed while this one waited
        if (await FindAsync(name, password) is not { } person) return (null, SignInRefusal.Wrong, guard.Fail(attempt));
        guard.Succeed(attempt);
        return (person, null, false);
    }

    private async Task<Person?> FindAsync(string name, string password)
    {
        if (password.Length > PasswordRules.Longest) return null; // hashing it would cost more than any real one
        var person = await people.FindByNameAsync(name);
        if (person?.PasswordHash is not null) return (await signIn.CheckPasswordSignInAsync(person, password, lockoutOnFailure: false)).Succeeded ? person : null;
        nobody.Check(password);
        return null;
    }

    /// <summary>People type passwords into the field for the name.</summary>
    private string? Shown(string name) => name.Length <= PasswordRules.LongestName && name.All(c => people.Options.User.AllowedUserNameCharacters.Contains(c)) ? name : null;
}
