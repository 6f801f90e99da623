namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>Wires the measures of devices.</summary>
internal static class ThrottlingSetup
{
    public static void AddThrottling(this IServiceCollection services, LimitsOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<DeviceBudgets>();
        services.AddSingleton<IngestLimit>();
        services.AddSingleton<BrokerLimits>();
    }
}
