using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Keys;

namespace Nanofleet.Gateway.Security;

/// <summary>Who may come in: all that the host has to know of it. Nobody may what no endpoint or policy allows him.</summary>
public static class SecuritySetup
{
    public static void AddSecurity(this IServiceCollection services, GatewayOptions options)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<IAuditLog, LoggedAudit>();
        services.AddSingleton(_ => OperatorKey.Open(DataDirectory.Open(options.Data)));
        services.AddAuthentication(ApiKeyHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        var authorization = services.AddAuthorizationBuilder();
        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var policy in Policies.All) authorization.AddPolicy(policy, rule => rule.RequireClaim(Grants.Claim, policy));
    }

    /// <summary>Before the endpoints are mapped.</summary>
    public static void UseSecurity(this WebApplication app)
    {
        app.Use(SecurityHeaders.AddAsync);
        app.UseRouting();
        app.Use(RefuseUnknownAddress);
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>What does not exist is not worth a sign-in.</summary>
    private static Task RefuseUnknownAddress(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not null) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
