using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Retention;

/// <summary>
/// Removes buckets that are too old, sensor by sensor, because that is how they lie. A step is a transaction of about as
/// many rows as a batch of readings has, so that ingest does not notice.
/// </summary>
internal static class RollupSweep
{
    private const int MostSensors = 100;
    private const long MostBuckets = 2_000;

    private const string SelectSensors =
        """
        SELECT DISTINCT device_key AS DeviceKey, sensor_key AS SensorKey FROM readings_day
        WHERE (device_key, sensor_key) > (@DeviceKey, @SensorKey) ORDER BY device_key, sensor_key LIMIT @MostSensors
        """;

    /// <summary>Where to go on; null at the end.</summary>
    public static async Task<SweepCursor?> StepAsync(WriteScope scope, RollupLevel level, long beforeMs, SweepCursor after, CancellationToken cancel)
    {
        var arguments = new { after.DeviceKey, after.SensorKey, MostSensors };
        var sensors = await scope.Connection.QueryAsync<(int DeviceKey, int SensorKey)>(new CommandDefinition(SelectSensors, arguments, scope.Transaction, cancellationToken: cancel));
        long removed = 0;
        var known = sensors.ToList();
        foreach (var (device, key) in known)
        {
            var sensor = new SweepCursor { DeviceKey = device, SensorKey = key };
            var (count, isDone) = await RemoveAsync(scope, level, beforeMs, sensor, cancel);
            removed += count;
            if (!isDone) return after;
            after = sensor;
            if (removed >= MostBuckets) return after;
        }

        return known.Count == MostSensors ? after : null;
    }

    private static async Task<(long Removed, bool IsDone)> RemoveAsync(WriteScope scope, RollupLevel level, long beforeMs, SweepCursor sensor, CancellationToken cancel)
    {
        var oldest = await scope.Connection.ExecuteScalarAsync<long?>(Command(
            scope, $"SELECT MIN(bucket_ms) FROM {level.Table()} WHERE device_key = @DeviceKey AND sensor_key = @SensorKey", sensor, 0, cancel));
        if (oldest is null || oldest >= beforeMs) return (0, true);
        var until = Math.Min(beforeMs, oldest.Value + (MostBuckets * level.LengthMs()));
        var removed = await scope.Connection.ExecuteAsync(Command(
            scope, $"DELETE FROM {level.Table()} WHERE device_key = @DeviceKey AND sensor_key = @SensorKey AND bucket_ms < @until", sensor, until, cancel));
        return (removed, until == beforeMs);
    }

    private static CommandDefinition Command(WriteScope scope, string sql, SweepCursor sensor, long until, CancellationToken cancel) =>
        new(sql, new { sensor.DeviceKey, sensor.SensorKey, until }, scope.Transaction, cancellationToken: cancel);
}
