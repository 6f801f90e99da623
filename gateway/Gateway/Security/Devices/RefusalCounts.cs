namespace Nanofleet.Gateway.Security.Devices;

/// <summary>What was refused of one device since the gateway started, and the last of it.</summary>
/// <param name="Last">The topic, filter or name.</param>
public sealed record RefusalCounts(string DeviceId, long Connects, long Publishes, long Subscriptions, DeviceRefusal LastKind, string Last, DateTimeOffset LastAt);
