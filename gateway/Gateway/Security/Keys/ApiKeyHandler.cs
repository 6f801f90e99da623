using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Nanofleet.Gateway.Security.Keys;

/// <summary>Takes <c>Authorization: Bearer nfk_…</c>. Another bearer token is somebody else's business, and a wrong key is anonymous.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, OperatorKey operatorKey, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string SchemeName = "api-key";

    /// <summary>Marks whoever holds <see cref="OperatorKey"/>.</summary>
    public const string OperatorClaim = "nanofleet:operator-key";

    private const string Bearer = "Bearer ";

    /// <summary>Whether this request comes with one, so that nothing else of it is looked at.</summary>
    public static bool IsMeant(HttpContext context) =>
        context.Request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsMeant(Context)) return AuthenticateResult.NoResult();
        var key = Request.Headers.Authorization.ToString()[Bearer.Length..].Trim();
        if (!key.StartsWith(ApiKey.Prefix, StringComparison.Ordinal)) return AuthenticateResult.NoResult();
        if (RemoteAddress.IsThisMachine(Context) && operatorKey.Is(key)) return Success("operator of this machine", Grants.Of(KeyScope.Admin), new Claim(OperatorClaim, ""));
        return await keys.FindAsync(key, Context.RequestAborted) is { } record
            ? Success(record.Name, Scopes(record.Scopes).SelectMany(Grants.Of), new Claim(ClaimTypes.NameIdentifier, record.KeyId.ToString(CultureInfo.InvariantCulture)), Standing.ClaimOf(key))
            : AuthenticateResult.Fail("The key is unknown, over or revoked.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Ui.Refusals.ForbidAsync(Context);

    private static IEnumerable<KeyScope> Scopes(KeyScope scopes) => Enum.GetValues<KeyScope>().Where(scope => scope != KeyScope.None && scopes.HasFlag(scope));

    private static AuthenticateResult Success(string name, IEnumerable<string> policies, params Claim[] who)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), .. who, .. Grants.AsClaims(policies)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
