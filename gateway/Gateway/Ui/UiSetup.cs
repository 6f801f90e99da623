using Microsoft.AspNetCore.Mvc;
using Nanofleet.Gateway.Ui.Access;
using Nanofleet.Gateway.Ui.Assets;
using Nanofleet.Gateway.Ui.Live;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui;

/// <summary>The pages: all that the host has to know of them.</summary>
public static class UiSetup
{
    /// <summary>The largest form has a device's settings in it, or the names of all devices that wait.</summary>
    private const int LargestForm = 1024 * 1024;

    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "nanofleet-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        // It warns that its keys lie unencrypted on disk: there they are as safe as the database beside them.
        services.Configure<LoggerFilterOptions>(options =>
            options.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore.DataProtection", LogLevel.Error, null)));
        // It warns of every form without a token: whoever sends one is told, and a stranger writes no log.
        services.Configure<LoggerFilterOptions>(options =>
            options.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore.Antiforgery", LogLevel.Error, null)));
        services.AddSingleton<AssetLibrary>();
        services.AddSingleton<RecentPoints>();
        services.AddSingleton<DeviceViews>();
        services.AddSingleton<DeviceHistory>();
        services.AddSingleton<FleetViews>();
        services.AddSingleton<ChartViews>();
        services.AddSingleton<PublishHint>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<FragmentRenderer>();
        services.AddSingleton<LivePages>();
        return services;
    }

    public static WebApplication MapUi(this WebApplication app)
    {
        AssetEndpoint.Map(app);
        var pages = app.MapGroup("").AddEndpointFilter(Problems.ShowAsync).AddEndpointFilter(ForgeryGuard.CheckPageAsync).ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(LargestForm));
        PageEndpoints.Map(pages);
        CommandEndpoint.Map(pages);
        ConfigEndpoint.Map(pages);
        QuarantineEndpoints.Map(pages);
        AdmissionEndpoints.Map(pages);
        CredentialEndpoints.Map(pages);
        LiveEndpoint.Map(pages);
        EntranceEndpoints.Map(pages);
        MeEndpoints.Map(pages);
        PeopleEndpoints.Map(pages);
        KeyEndpoints.Map(pages);
        CaPageEndpoints.Map(pages);
        AuditEndpoint.Map(pages);
        return app;
    }
}
