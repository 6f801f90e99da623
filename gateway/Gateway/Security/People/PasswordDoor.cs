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
        if (guard.Wait(attempt) is var wait && wait > TimeSpan.Zero) return SignInRefusal.Wait(wait);
        using var turn = await turns.TakeAsync(cancel);
        if (!turn.IsAcquired) return SignInRefusal.Busy;
        if (guard.Wait(attempt) is var since && since > TimeSpan.Zero) return SignInRefusal.Wait(since); // others may have failed while this one waited
        if (await FindAsync(name, password) is not { } person)
        {
            var locked = guard.Fail(attempt);
            await audit.WriteAsync(new AuditEntry(locked ? AuditActions.SignInLocked : AuditActions.SignInFailed, Shown(name)) { Outcome = AuditOutcome.Failed }, cancel);
            return SignInRefusal.Wrong;
        }

        guard.Succeed(attempt);
        browsers.Remember(context, normalName);
        await signIn.SignInAsync(person, isPersistent: true);
        await audit.WriteAsync(new AuditEntry(AuditActions.SignIn, person.Name) { Actor = person.Name }, cancel);
        return null;
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
