namespace Nanofleet.Gateway.Store;

/// <summary>With a change a device would be wanted more than a board takes: nothing was changed.</summary>
public sealed class ConfigTooLargeException(string deviceId, int bytes) : Exception($"The configuration of '{deviceId}' would have {bytes} bytes")
{
    public string DeviceId { get; } = deviceId;

    public int Bytes { get; } = bytes;
}
