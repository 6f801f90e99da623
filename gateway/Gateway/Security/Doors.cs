using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;
using SignInOptions = Nanofleet.Gateway.Security.People.SignInOptions;

namespace Nanofleet.Gateway.Security;

/// <summary>The two ways to say who one is: an API key, or the cookie of a session. A request that brings a key is looked at for nothing else.</summary>
internal static class Doors
{
    private const string Either = "either";

    public static void AddDoors(this IServiceCollection services)
    {
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, scheme => scheme.ForwardDefaultSelector = context => ApiKeyHandler.IsMeant(context) ? ApiKeyHandler.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<Sessions, SignInOptions>(SetCookie);
    }

    private static void SetCookie(CookieAuthenticationOptions cookie, Sessions sessions, SignInOptions options)
    {
        cookie.SessionStore = sessions;
        cookie.CookieManager = new SessionCookies();
        cookie.ExpireTimeSpan = options.IdleTimeout;
        cookie.SlidingExpiration = true;
        cookie.Cookie.Name = "nanofleet";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax; // strict would show the sign-in page to whoever follows a link from a chat
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // plain HTTP is for this machine only
        cookie.Events.OnRedirectToLogin = context => Ui.Refusals.SendToSignInAsync(context.HttpContext);
        cookie.Events.OnRedirectToAccessDenied = context => Ui.Refusals.ForbidAsync(context.HttpContext);
    }
}
