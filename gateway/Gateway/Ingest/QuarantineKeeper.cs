using Nanofleet.Contract;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Removes from quarantine what is older than it may be; its caps of rows and bytes are kept by every commit. Readings that
/// waited too long for approval count as dropped in their account, and those of approved devices that a crash left behind are stored.
/// </summary>
public sealed partial class QuarantineKeeper(
    IStore store,
    SchemaReady schema,
    Admissions admissions,
    QuarantineOptions options,
    DevicesOptions devices,
    TimeProvider clock,
    ILogger<QuarantineKeeper> log) : StoreChore(schema, clock, log)
{
    private const int AtOnce = 200;

    private readonly TimeProvider _clock = clock;
    private readonly ILogger _log = log;

    protected override TimeSpan Period { get; } = TimeSpan.FromMinutes(1);

    protected override async Task DoAsync(CancellationToken cancel)
    {
        await admissions.ReleaseAllAsync(cancel);
        await ExpireAsync(Before(devices.HeldFor), cancel);
        var purged = await store.PurgeQuarantineAsync(Before(options.Age), cancel);
        if (purged > 0) LogPurged(_log, purged, options.Age.TotalDays);
    }

    private long Before(TimeSpan age) => (_clock.GetUtcNow() - age).ToUnixTimeMilliseconds();

    private async Task ExpireAsync(long beforeMs, CancellationToken cancel)
    {
        var filter = new QuarantineFilter(Reason: RefusalCodes.Pending);
        long after = 0;
        while (true)
        {
            // Rows come in the order of their arrival, so the first young one ends it.
            var page = await store.NextQuarantineAsync(filter, after, AtOnce, cancel);
            Inbound[] old = [.. page.TakeWhile(row => row.FirstSeenMs < beforeMs).Select(row => new ExpiredInbound(row.DeviceId!, row.FirstSeenMs, row.Entry?.Boot, row.Entry?.Seq ?? 0) { Replays = row.Id })];
            if (old.Length > 0) await store.CommitAsync(old, cancel);
            if (old.Length < AtOnce) return;
            after = page[^1].Id;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Rows} messages left quarantine, where they were last seen more than {Days:0.##} days ago.")]
    private static partial void LogPurged(ILogger log, int rows, double days);
}
