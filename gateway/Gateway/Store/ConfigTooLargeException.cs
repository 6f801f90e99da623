using Nanofleet.Contract;

namespace Nanofleet.Gateway.Store;

/// <summary>With a change a device would be wanted more than a board takes: nothing was changed.</summary>
public sealed class ConfigTooLargeException(string deviceId, int bytes)
    : Exception($"The configuration of '{deviceId}' would have {bytes} bytes, and a board takes {Limits.ConfigDocument}: take settings out.")
{
    public string DeviceId { get; } = deviceId;

    public int Bytes { get; } = bytes;
}
