using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;

namespace Nanofleet.Gateway.Security;

/// <summary>Who may come in: all that the host has to know of it. Nobody may what no endpoint or policy allows him.</summary>
public static class SecuritySetup
{
    /// <summary>The framework writes whole addresses there, and in those of links there is a code.</summary>
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static void AddSecurity(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.SignIn).AddSingleton(options.Audit).AddSingleton(options.Http);
        services.AddHttpContextAccessor();
        services.AddSingleton<IAuditLog, AuditLog>();
        services.AddSingleton(_ => OperatorKey.Open(DataDirectory.Open(options.Data)));
        services.AddSingleton<KnownKeys>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<Standing>();
        services.AddPeople();
        services.AddDoors();
        services.AddRateLimits(options);
        services.AddProxy(options.Http);
        services.AddDataProtection().SetApplicationName("nanofleet").PersistKeysToFileSystem(DataDirectory.OpenFolder(options.Data, "keys"));
        var authorization = services.AddAuthorizationBuilder();
        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var policy in Policies.All) authorization.AddPolicy(policy, rule => rule.RequireClaim(Grants.Claim, policy));
        if (options.HasForeignNames) services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["*"]);
        services.Configure<LoggerFilterOptions>(log => log.Rules.Add(new LoggerFilterRule(null, RequestLog, LogLevel.Warning, null)));
    }

    /// <summary>Before the endpoints are mapped.</summary>
    public static void UseSecurity(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use(SecurityHeaders.AddAsync);
        app.UseRouting();
        app.Use(Ui.Problems.CatchOutageAsync); // who somebody is, the database knows
        app.UseAuthentication();
        app.UseRateLimiter();
        app.Use(NulGuard.CheckQueryAsync);
        app.Use(Ui.BareAnswers.RefuseUnknownAddressAsync); // what does not exist is not worth a sign-in
        app.UseAuthorization();
    }
}
