namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A reading that knows only its uptime, while nobody knows when its boot began.</summary>
/// <param name="Id">0 while it is not in the database yet.</param>
internal sealed record UnplacedReading(long Id, int DeviceKey, string Boot, int SensorKey, string Sensor, string? Unit, long UptimeMs, double Value, long ArrivalMs);
