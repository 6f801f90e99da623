namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>One bucket of one sensor of one device.</summary>
/// <param name="Summary">With a count of 0 it adds nothing to a rollup: its last value is one to be shown, of a reading that waits for its time.</param>
/// <param name="Quality">Of the time of the last value; null in rows that an earlier program left, which had shown its last values by itself.</param>
internal readonly record struct RollupRow(int DeviceKey, int SensorKey, long BucketMs, Summary Summary, TimeQuality? Quality = null);
