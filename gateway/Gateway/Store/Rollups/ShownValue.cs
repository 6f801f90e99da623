namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>The newest value of a sensor among what is pending; a table of last values keeps it unless it has a newer one.</summary>
internal readonly record struct ShownValue(int DeviceKey, int SensorKey, double Value, long TimeMs, TimeQuality Quality);
