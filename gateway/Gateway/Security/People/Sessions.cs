using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.People;

/// <summary>
/// Who is signed in lies in the database, and the cookie only names it: after a sign-out, a new password or a removal a
/// copied cookie is worth nothing, and another role holds from the next request on.
/// </summary>
internal sealed class Sessions(IPeopleStore store, SignInOptions options, TimeProvider clock) : ITicketStore
{
    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<string> StoreAsync(AuthenticationTicket ticket) => BeginAsync(ticket, null, CancellationToken.None);

    public Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        BeginAsync(ticket, RemoteAddress.Of(httpContext), cancellationToken);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        if (await store.FindSessionAsync(Token.Hash(key), NowMs, CancellationToken.None) is not { } session) return null;
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, session.PersonId.ToString(CultureInfo.InvariantCulture)),
                new Claim(ClaimTypes.Name, session.Name),
                new Claim(ClaimTypes.Role, session.Role.ToString()),
                Standing.ClaimOf(key),
                .. Grants.AsClaims(Grants.Of(session.Role)),
            ],
            IdentityConstants.ApplicationScheme);
        var properties = new AuthenticationProperties
        {
            IsPersistent = true,
            AllowRefresh = true,
            IssuedUtc = DateTimeOffset.FromUnixTimeMilliseconds(session.SeenMs),
            ExpiresUtc = DateTimeOffset.FromUnixTimeMilliseconds(session.ExpiresMs),
        };
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, IdentityConstants.ApplicationScheme);
    }

    /// <summary>Called when half of the time is over; a session never grows older than it may.</summary>
    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var (hash, now) = (Token.Hash(key), NowMs);
        if (await store.FindSessionAsync(hash, now, CancellationToken.None) is not { } session) return;
        var expires = Math.Min(now + (long)options.IdleTimeout.TotalMilliseconds, session.CreatedMs + (long)options.SessionAge.TotalMilliseconds);
        await store.RenewSessionAsync(hash, now, expires, CancellationToken.None);
    }

    public Task RemoveAsync(string key) => store.EndSessionAsync(Token.Hash(key), CancellationToken.None);

    private async Task<string> BeginAsync(AuthenticationTicket ticket, string? address, CancellationToken cancel)
    {
        var (key, now) = (Token.New(), NowMs);
        var personId = long.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);
        await store.AddSessionAsync(Token.Hash(key), personId, now, now + (long)options.IdleTimeout.TotalMilliseconds, address, cancel);
        return key;
    }
}
