namespace Nanofleet.Gateway.Store.Batch;

/// <summary>The newest reading of a sensor in a batch; the database keeps it unless it has a newer one.</summary>
internal readonly record struct NewLastValue(int DeviceKey, string Sensor, double Value, string? Unit, long TimeMs, TimeQuality Quality);
