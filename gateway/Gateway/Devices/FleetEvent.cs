namespace Nanofleet.Gateway.Devices;

/// <summary>Something that changed and is in the database, for pages and listeners that follow the fleet live.</summary>
/// <param name="TimeMs">When it happened, Unix milliseconds.</param>
public abstract record FleetEvent(string DeviceId, long TimeMs);
