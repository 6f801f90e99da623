using Nanofleet.Gateway.Store.Queries;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>Fetches what a batch needs, each table once, and makes the plan of it. Devices are locked first and quarantine after them, in every gateway.</summary>
internal static class BatchLoader
{
    public static async Task<BatchPlan> LoadAsync(WriteScope scope, BatchNeeds needs, IReadOnlyDictionary<SensorName, int> sensors, AdmissionPolicy policy, CancellationToken cancel)
    {
        var tables = scope.Tables;
        var devices = await DevicesAsync(scope, needs, policy, cancel);
        var byId = devices.ToDictionary(device => device.DeviceId);
        var ledgers = await tables.LoadLedgersAsync([.. needs.Boots.Where(boot => byId.ContainsKey(boot.DeviceId)).Select(boot => (byId[boot.DeviceId], boot.Boot))], cancel);
        var places = needs.Unnumbered.Where(reading => byId.ContainsKey(reading.DeviceId)).Select(reading => new ReadingPlace(reading.TimeMs, byId[reading.DeviceId].Key, sensors[reading.Sensor])).Distinct();
        var known = await tables.FindReadingsAsync([.. places], cancel);
        var open = await tables.FindOpenCommandsAsync([.. needs.Requests.Where(request => byId.ContainsKey(request.DeviceId)).Select(request => (byId[request.DeviceId].Key, request.RequestId))], cancel);
        var held = await HeldAsync(scope, devices, cancel);
        var clocks = await ClocksAsync(scope, needs, byId, cancel);
        var keys = await UploadKeysAsync(scope, needs, byId, cancel);
        var replayable = needs.Replayed.Count == 0 ? [] : await QuarantineQueries.LockAsync(scope, needs.Replayed, cancel);
        return new BatchPlan(devices, ledgers, sensors, known, open, held, keys, replayable, clocks, policy);
    }

    private static async Task<IReadOnlyList<DeviceRow>> DevicesAsync(WriteScope scope, BatchNeeds needs, AdmissionPolicy policy, CancellationToken cancel)
    {
        var known = await scope.Tables.LockDevicesAsync(needs.Devices.Keys, cancel);
        var knownIds = known.Select(device => device.DeviceId).ToHashSet();
        var missing = needs.Devices.Where(device => needs.NewDevices.Contains(device.Key) && !knownIds.Contains(device.Key)).ToList();
        if (missing.Count == 0 || policy.First == Admission.Unknown) return known;
        if (policy.First == Admission.Pending) missing = [.. missing.Take(Math.Max(0, policy.PendingDevices - await DeviceQueries.CountPendingAsync(scope, cancel)))];
        if (missing.Count == 0) return known;
        await scope.Tables.AddDevicesAsync(missing, policy.First, cancel);
        return [.. known, .. await scope.Tables.LockDevicesAsync([.. missing.Select(device => device.Key)], cancel)];
    }

    private static async Task<ClockPlan> ClocksAsync(WriteScope scope, BatchNeeds needs, Dictionary<string, DeviceRow> devices, CancellationToken cancel)
    {
        Dictionary<(int, string), long> known = [];
        List<UnplacedReading> waiting = [];
        foreach (var ((id, boot), mayBeWaitedFor) in needs.Clocks)
        {
            if (!devices.TryGetValue(id, out var device)) continue;
            if (await BootClockQueries.FindAsync(scope, device.Key, boot, cancel) is { } startedMs) known.Add((device.Key, boot), startedMs);
            if (mayBeWaitedFor) waiting.AddRange(await BootClockQueries.WaitingAsync(scope, device.Key, boot, cancel));
        }

        return new ClockPlan(known, waiting);
    }

    private static async Task<Dictionary<(int DeviceKey, string Name), byte[]>> UploadKeysAsync(WriteScope scope, BatchNeeds needs, Dictionary<string, DeviceRow> devices, CancellationToken cancel)
    {
        Dictionary<(int, string), byte[]> known = [];
        foreach (var (id, name) in needs.UploadKeys)
        {
            if (!devices.TryGetValue(id, out var device)) continue;
            if (await UploadKeyQueries.FindAsync(scope, device.Key, name, cancel) is { } fingerprint) known.Add((device.Key, name), fingerprint);
        }

        return known;
    }

    private static async Task<Dictionary<string, Held>> HeldAsync(WriteScope scope, IReadOnlyList<DeviceRow> devices, CancellationToken cancel)
    {
        Dictionary<string, Held> held = [];
        foreach (var device in devices.Where(device => device.Admission == Admission.Pending))
            held.Add(device.DeviceId, await QuarantineQueries.HeldAsync(scope, device.DeviceId, cancel));
        return held;
    }
}
