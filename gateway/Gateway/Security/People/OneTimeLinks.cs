using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.People;

/// <summary>Makes links that let somebody in once. The code in them is seen by whoever gets the link, and kept by nobody.</summary>
public sealed class OneTimeLinks(IPeopleStore store, PublicAddress address, SignInOptions options, TimeProvider clock)
{
    /// <summary>Whoever prints it wants it used now.</summary>
    private static readonly TimeSpan SignInAge = TimeSpan.FromDays(1);

    /// <summary>It ends with the gateway's process at the latest, which makes another one at its start.</summary>
    private static readonly TimeSpan SetupAge = TimeSpan.FromDays(365);

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>For whoever sets the gateway up; the one before it works no longer.</summary>
    public Task<Uri> MakeSetupAsync(CancellationToken cancel) => MakeAsync("setup", new LinkRecord(LinkKind.Setup, null), SetupAge, cancel);

    /// <summary>For choosing a password: an invitation, or a way back in.</summary>
    public Task<Uri> MakePasswordAsync(Person person, CancellationToken cancel) => MakeAsync("welcome", new LinkRecord(LinkKind.Password, person.PersonId), options.LinkAge, cancel);

    /// <summary>For signing in with one button and no password, where gateway and person are for trying out.</summary>
    public Task<Uri> MakeSignInAsync(Person person, CancellationToken cancel) => MakeAsync("enter", new LinkRecord(LinkKind.SignIn, person.PersonId), SignInAge, cancel);

    /// <summary>Whom a code is for, if it still works and is of this kind.</summary>
    internal async Task<LinkRecord?> FindAsync(LinkKind kind, string? code, CancellationToken cancel) =>
        code is not null && await store.FindLinkAsync(Token.Hash(code), NowMs, cancel) is { } link && link.Kind == kind ? link : null;

    /// <summary>The same, and it never works again.</summary>
    internal async Task<LinkRecord?> TakeAsync(LinkKind kind, string? code, CancellationToken cancel) =>
        await FindAsync(kind, code, cancel) is null ? null : await store.TakeLinkAsync(Token.Hash(code!), NowMs, cancel);

    /// <summary>The code stands in the query, which no log of the framework gets to see (SecuritySetup).</summary>
    private async Task<Uri> MakeAsync(string path, LinkRecord link, TimeSpan age, CancellationToken cancel)
    {
        var code = Token.New();
        await store.AddLinkAsync(Token.Hash(code), link, NowMs + (long)age.TotalMilliseconds, cancel);
        return new Uri(address.Value, $"/{path}?code={code}");
    }
}
