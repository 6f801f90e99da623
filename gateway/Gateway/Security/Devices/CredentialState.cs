namespace Nanofleet.Gateway.Security.Devices;

/// <summary>All that one may know of a device's credentials, for the API and the page.</summary>
/// <param name="Refused">Null where nothing was refused, or where the broker is another one, which does not tell.</param>
public sealed record CredentialState(DeviceAccount? Account, RotationEnd? LastEnd, RefusalCounts? Refused)
{
    public static CredentialState Of(string deviceId, IServiceProvider services) => new(
        services.GetRequiredService<DeviceAccounts>().Find(deviceId),
        services.GetRequiredService<CredentialRotation>().LastEnd(deviceId),
        services.GetService<DeviceRefusals>()?.Find(deviceId));
}
