using Nanofleet.Gateway.Security.Claims;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>Credentials of devices: all that the wiring list has to know of them.</summary>
public static class DeviceSecuritySetup
{
    public static void AddDeviceSecurity(this IServiceCollection services, bool embedded)
    {
        services.AddSingleton<DeviceAccounts>();
        services.AddHostedService(provider => provider.GetRequiredService<DeviceAccounts>());
        services.AddSingleton<CredentialLayers>();
        services.AddSingleton<BrokerAddress>();
        services.AddSingleton<WrongCodes>();
        services.AddSingleton<Provisioning>();
        if (embedded) AddOwnBroker(services);
        else services.AddSingleton<IBrokerAccounts, ForeignBrokerAccounts>();
    }

    private static void AddOwnBroker(IServiceCollection services)
    {
        services.AddSingleton<PasswordChecks>();
        services.AddSingleton<DeviceRefusals>();
        services.AddSingleton<BrokerAccess>();
        services.AddSingleton<IBrokerAccounts, OwnBrokerAccounts>();
        services.AddHostedService<ConnectionCutter>();
    }
}
