using Microsoft.AspNetCore.Authentication.Cookies;

namespace Nanofleet.Gateway.Security.People;

/// <summary>
/// At an entrance nobody is signed in yet, whatever cookie he brings: so a sign-in always begins a session of its own, and none that
/// somebody else put into the browser becomes that of the person who signs in there.
/// </summary>
internal sealed class SessionCookies : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Entrance>() is null ? _cookies.GetRequestCookie(context, key) : null;

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) => _cookies.AppendResponseCookie(context, key, value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, key, options);
}
