using Nanofleet.Contract;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// The user name that a device shows its broker: its id, and after every second change of its password the id with
/// <c>.b</c>. So each password has a name of its own, and both are valid while the board changes over, also at a broker
/// that knows one password for a name. No device has such an id: there is no dot in one.
/// </summary>
public static class DeviceUser
{
    private const string Second = ".b";

    public static string Of(string deviceId, int slot) => slot == 0 ? deviceId : deviceId + Second;

    /// <summary>False where it is no device's name.</summary>
    public static bool TryParse(string user, out string deviceId, out int slot)
    {
        slot = user.EndsWith(Second, StringComparison.Ordinal) ? 1 : 0;
        deviceId = slot == 0 ? user : user[..^Second.Length];
        return Rules.IsDeviceId(deviceId);
    }
}
