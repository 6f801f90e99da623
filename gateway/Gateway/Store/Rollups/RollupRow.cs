namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>One bucket of one sensor of one device.</summary>
internal readonly record struct RollupRow(int DeviceKey, int SensorKey, long BucketMs, Summary Summary);
