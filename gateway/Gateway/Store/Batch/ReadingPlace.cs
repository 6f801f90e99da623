namespace Nanofleet.Gateway.Store.Batch;

/// <summary>Where a reading lies in the index of time: what makes a foreign device's reading the same one.</summary>
internal readonly record struct ReadingPlace(long TimeMs, int DeviceKey, int SensorKey);
