using System.Security.Claims;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;

namespace Nanofleet.Gateway.Security;

/// <summary>The one table of who may what: the roles of people and the scopes of API keys, as policies.</summary>
public static class Grants
{
    /// <summary>The claim that stands for a policy, once for each.</summary>
    public const string Claim = "nanofleet:grant";

    public static IReadOnlyList<string> Of(Role role) => role switch
    {
        Role.Viewer => [Policies.Viewer],
        Role.Operator => [Policies.Viewer, Policies.Operator, Policies.Upload, Policies.Provision],
        Role.Admin => Policies.All,
        _ => [],
    };

    public static IReadOnlyList<string> Of(KeyScope scope) => scope switch
    {
        KeyScope.Read => [Policies.Viewer],
        KeyScope.Operate => [Policies.Viewer, Policies.Operator],
        KeyScope.Upload => [Policies.Upload],
        KeyScope.Provision => [Policies.Provision],
        KeyScope.Admin => Policies.All,
        _ => [],
    };

    public static bool May(this ClaimsPrincipal who, string policy) => who.HasClaim(Claim, policy);

    internal static IEnumerable<Claim> AsClaims(IEnumerable<string> policies) => policies.Distinct().Select(policy => new Claim(Claim, policy));
}
