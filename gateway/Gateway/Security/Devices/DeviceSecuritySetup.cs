using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Claims;
using Nanofleet.Gateway.Security.Devices.Mosquitto;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>Credentials of devices: all that the wiring list has to know of them.</summary>
public static class DeviceSecuritySetup
{
    public static void AddDeviceSecurity(this IServiceCollection services, MqttOptions mqtt)
    {
        services.AddSingleton<DeviceAccounts>();
        if (mqtt.IsEmbedded) services.AddHostedService<ConnectionCutter>(); // before the accounts are read, so that it hears of each
        services.AddHostedService(provider => provider.GetRequiredService<DeviceAccounts>());
        services.AddSingleton<CredentialLayers>();
        services.AddSingleton<BrokerAddress>();
        services.AddSingleton<WrongCodes>();
        services.AddSingleton<Provisioning>();
        services.AddSingleton<CredentialRotation>();
        services.AddHostedService(provider => provider.GetRequiredService<CredentialRotation>());
        if (mqtt.IsEmbedded) AddOwnBroker(services);
        else if (mqtt.Devices == DeviceAccountKeeper.Dynsec) AddDynsec(services);
        else services.AddSingleton<IBrokerAccounts, ForeignBrokerAccounts>();
    }

    private static void AddDynsec(IServiceCollection services)
    {
        services.AddSingleton<DynsecLink>();
        services.AddSingleton<DynsecAccounts>();
        services.AddSingleton<IBrokerAccounts>(provider => provider.GetRequiredService<DynsecAccounts>());
        services.AddHostedService(provider => provider.GetRequiredService<DynsecLink>());
        services.AddHostedService(provider => provider.GetRequiredService<DynsecAccounts>());
    }

    private static void AddOwnBroker(IServiceCollection services)
    {
        services.AddSingleton<PasswordChecks>();
        services.AddSingleton<DeviceRefusals>();
        services.AddSingleton<BrokerAccess>();
        services.AddSingleton<IBrokerAccounts, OwnBrokerAccounts>();
    }
}
