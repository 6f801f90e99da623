using Nanofleet.Gateway.Store.Queries;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>Fetches what a batch needs, each table once. Devices are locked first and quarantine after them, in every gateway.</summary>
internal static class BatchLoader
{
    public static async Task<BatchFacts> LoadAsync(WriteScope scope, BatchNeeds needs, AdmissionPolicy policy, CancellationToken cancel)
    {
        var tables = scope.Tables;
        var sensors = needs.NewSensors.Count == 0 ? new Dictionary<SensorName, int>() : await tables.SensorKeysAsync([.. needs.NewSensors], cancel);
        await tables.LoadAsync(needs, cancel);
        await AddNewAsync(scope, needs, policy, cancel);
        var places = needs.Unnumbered.Where(reading => reading.Device.Row is not null).Select(reading => new ReadingPlace(reading.TimeMs, reading.Device.Row!.Key, Key(reading.Sensor))).Distinct();
        var requests = needs.Requests.Where(request => request.Device.Row is not null).Select(request => (request.Device.Row!.Key, request.RequestId));
        if (needs.IsLate) await LookUpUploadsAsync(scope, needs, cancel);
        return new BatchFacts
        {
            NewSensors = sensors,
            KnownReadings = needs.Unnumbered.Count == 0 ? [] : [.. await tables.FindReadingsAsync([.. places], cancel)],
            OpenCommands = needs.Requests.Count == 0 ? [] : [.. await tables.FindOpenCommandsAsync([.. requests], cancel)],
            Held = await HeldAsync(scope, needs, cancel),
            Clocks = await ClocksAsync(scope, needs, cancel),
            UploadKeys = await UploadKeysAsync(scope, needs, cancel),
            Replayable = needs.Replayed.Count == 0 ? [] : [.. await QuarantineQueries.LockAsync(scope, needs.Replayed, cancel)],
            Passed = needs.Spooled is null ? null : await SpoolQueries.PassedAsync(scope, needs.Spooled.SpoolId, cancel),
        };

        int Key(SensorName sensor) => sensors.TryGetValue(sensor, out var key) ? key : needs.KnownKey(sensor);
    }

    /// <summary>Makes the devices that are heard for the first time, as far as they are to be listed.</summary>
    private static async Task AddNewAsync(WriteScope scope, BatchNeeds needs, AdmissionPolicy policy, CancellationToken cancel)
    {
        if (policy.First == Admission.Unknown) return;
        List<BatchDevice> missing = [];
        foreach (var device in needs.Devices)
        {
            if (device is { MayBeNew: true, Row: null }) missing.Add(device);
        }

        if (missing.Count == 0) return;
        missing.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id)); // in one order for all gateways, and for the limit
        if (policy.First == Admission.Pending) missing = [.. missing.Take(Math.Max(0, policy.PendingDevices - await DeviceQueries.CountPendingAsync(scope, cancel)))];
        if (missing.Count == 0) return;
        await scope.Tables.AddDevicesAsync(missing, policy.First, cancel);
        await scope.Tables.LoadAsync(needs, cancel);
    }

    private static Task<ClockPlan> ClocksAsync(WriteScope scope, BatchNeeds needs, CancellationToken cancel)
    {
        List<BootOf> boots = [];
        foreach (var ((device, boot), mayBeWaitedFor) in needs.Clocks)
        {
            if (device.Row is { } row) boots.Add(new BootOf(row.Key, boot, mayBeWaitedFor));
        }

        return boots.Count == 0 ? Task.FromResult(new ClockPlan([], [])) : scope.Tables.LoadClocksAsync(boots, cancel);
    }

    private static async Task<Dictionary<(int DeviceKey, string Name), byte[]>> UploadKeysAsync(WriteScope scope, BatchNeeds needs, CancellationToken cancel)
    {
        Dictionary<(int, string), byte[]> known = [];
        foreach (var (device, name) in needs.UploadKeys)
        {
            if (device.Row is not { } row) continue;
            if (await UploadKeyQueries.FindAsync(scope, row.Key, name, cancel) is { } fingerprint) known.Add((row.Key, name), fingerprint);
        }

        return known;
    }

    private static async Task<Dictionary<string, Held>> HeldAsync(WriteScope scope, BatchNeeds needs, CancellationToken cancel)
    {
        Dictionary<string, Held> held = [];
        for (var at = 0; at < needs.Devices.Length; at++)
        {
            if (needs.Devices[at].Row is { Admission: Admission.Pending } row) held.Add(row.DeviceId, await QuarantineQueries.HeldAsync(scope, row.DeviceId, cancel));
        }

        return held;
    }

    /// <summary>Of those whose older words come now it matters, too, what they sent since.</summary>
    private static async Task LookUpUploadsAsync(WriteScope scope, BatchNeeds needs, CancellationToken cancel)
    {
        for (var at = 0; at < needs.Devices.Length; at++)
        {
            if (needs.Devices[at] is { IsLate: true, Row: { } row } && await DeviceQueries.LastUploadAsync(scope, row.Key, cancel) is { } lastMs) row.Uploaded(lastMs);
        }
    }
}
