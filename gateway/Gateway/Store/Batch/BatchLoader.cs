namespace Nanofleet.Gateway.Store.Batch;

/// <summary>Fetches what a batch needs, each table once, and makes the plan of it.</summary>
internal static class BatchLoader
{
    /// <param name="replayable">Locks quarantine and gives those of the replayed rows that are still there.</param>
    public static async Task<BatchPlan> LoadAsync(IBatchTables tables, BatchNeeds needs, IReadOnlyDictionary<SensorName, int> sensors, Func<Task<IReadOnlyList<long>>> replayable, CancellationToken cancel)
    {
        var devices = await DevicesAsync(tables, needs, cancel);
        var byId = devices.ToDictionary(device => device.DeviceId);
        var ledgers = await tables.LoadLedgersAsync([.. needs.Boots.Select(boot => (byId[boot.DeviceId], boot.Boot))], cancel);
        var places = needs.Unnumbered.Select(reading => new ReadingPlace(reading.TimeMs, byId[reading.DeviceId].Key, sensors[reading.Sensor])).Distinct();
        var known = await tables.FindReadingsAsync([.. places], cancel);
        var open = await tables.FindOpenCommandsAsync([.. needs.Requests.Select(request => (byId[request.DeviceId].Key, request.RequestId))], cancel);
        return new BatchPlan(devices, ledgers, sensors, known, open, needs.Replayed.Count == 0 ? [] : await replayable()); // after the devices: every gateway locks in this order
    }

    private static async Task<IReadOnlyList<DeviceRow>> DevicesAsync(IBatchTables tables, BatchNeeds needs, CancellationToken cancel)
    {
        var known = await tables.LockDevicesAsync(needs.Devices.Keys, cancel);
        var knownIds = known.Select(device => device.DeviceId).ToHashSet();
        var missing = needs.Devices.Where(device => needs.NewDevices.Contains(device.Key) && !knownIds.Contains(device.Key)).ToList();
        if (missing.Count == 0) return known;
        await tables.AddDevicesAsync(missing, cancel);
        return [.. known, .. await tables.LockDevicesAsync([.. missing.Select(device => device.Key)], cancel)];
    }
}
