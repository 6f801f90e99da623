using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Nanofleet.Gateway.Security.Keys;

/// <summary>Takes <c>Authorization: Bearer nfk_…</c>. Another bearer token is somebody else's business, and a wrong key is anonymous.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, OperatorKey operatorKey)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string SchemeName = "api-key";

    private const string Bearer = "Bearer ";

    /// <summary>Whether this request comes with one, so that nothing else of it is looked at.</summary>
    public static bool IsMeant(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsMeant(Context)) return Task.FromResult(AuthenticateResult.NoResult());
        var key = Request.Headers.Authorization.ToString()[Bearer.Length..].Trim();
        if (!key.StartsWith(ApiKey.Prefix, StringComparison.Ordinal)) return Task.FromResult(AuthenticateResult.NoResult());
        if (IsLocal && operatorKey.Is(key)) return Task.FromResult(Success("operator of this machine", Grants.Of(KeyScope.Admin)));
        return Task.FromResult(AuthenticateResult.Fail("unknown key"));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    private bool IsLocal => Context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private AuthenticateResult Success(string name, IEnumerable<string> policies)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), .. Grants.AsClaims(policies)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
