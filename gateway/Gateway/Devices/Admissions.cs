using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>A person's word on whether a device may send. With an approval its readings that waited are stored, with their own times.</summary>
public sealed class Admissions(IStore store, QuarantineReplay replay, ConfigQueue configs, DeviceAccounts accounts, TimeProvider clock)
{
    /// <summary>Returns what became of the readings that waited.</summary>
    public async Task<ReplayReport> SetAsync(string deviceId, Admission admission, CancellationToken cancel)
    {
        await store.SetAdmissionAsync(deviceId, admission, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel);
        await accounts.RefreshAsync(deviceId, cancel); // a device that may not send is cut off now
        configs.Add(deviceId);
        return admission == Admission.Approved ? await ReleaseAsync(deviceId, cancel) : ReplayReport.Of([]);
    }

    /// <summary>What waited for approved devices and was not released when they were approved, because the gateway ended in between.</summary>
    public async Task ReleaseAllAsync(CancellationToken cancel)
    {
        foreach (var deviceId in await store.ListHeldOfApprovedAsync(cancel)) await ReleaseAsync(deviceId, cancel);
    }

    private Task<ReplayReport> ReleaseAsync(string deviceId, CancellationToken cancel) =>
        replay.AllAsync(new QuarantineFilter(deviceId, RefusalCodes.Pending), cancel);
}
