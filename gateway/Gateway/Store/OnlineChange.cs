namespace Nanofleet.Gateway.Store;

/// <summary>What the presence tracker decided of a device.</summary>
/// <param name="Status">online, offline or sleeping.</param>
/// <param name="AtMs">When, by the same clock as arrival times: Unix milliseconds.</param>
public sealed record OnlineChange(string DeviceId, bool IsOnline, string Status, long AtMs);
