using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Nanofleet.Gateway.Security.Keys;

namespace Nanofleet.Gateway.Security.People;

/// <summary>
/// A cookie that says, under the gateway's signature, that a person has signed in with this browser before. It lets nobody in;
/// it only keeps wrong passwords from elsewhere from holding that person up.
/// </summary>
internal sealed class KnownBrowser(IDataProtectionProvider protection)
{
    private const string Cookie = "nanofleet-browser";
    private static readonly TimeSpan Age = TimeSpan.FromDays(180);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("nanofleet.known-browser").ToTimeLimitedDataProtector();

    /// <summary>A name for the browser, where it is known for this person.</summary>
    public string? Find(HttpContext context, string normalName)
    {
        if (context.Request.Cookies[Cookie] is not { } cookie) return null;
        try
        {
            var parts = _protector.Unprotect(cookie).Split(' ', 2);
            return parts is [var browser, var name] && name == normalName ? browser : null;
        }
        catch (CryptographicException)
        {
            return null; // too old, or of another gateway
        }
    }

    public void Remember(HttpContext context, string normalName) =>
        context.Response.Cookies.Append(Cookie, _protector.Protect($"{Token.New()} {normalName}", Age), new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            MaxAge = Age,
            Path = "/sign-in",
            IsEssential = true,
        });
}
