using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Counts as dropped what is missing of a boot, once its board has started anew and has had time to send or explain it, and
/// nothing lies in the spool that could be it.
/// </summary>
public sealed partial class GapKeeper(IStore store, MessageSpool spool, SchemaReady schema, DevicesOptions options, TimeProvider clock, ILogger<GapKeeper> log) : StoreChore(schema, clock, log)
{
    private const int AtOnce = 200;

    private readonly TimeProvider _clock = clock;
    private readonly ILogger _log = log;

    protected override TimeSpan Period { get; } = TimeSpan.FromMinutes(1);

    protected override async Task DoAsync(CancellationToken cancel)
    {
        if (!spool.IsEmpty) return;
        var now = _clock.GetUtcNow();
        var abandoned = await store.ListAbandonedAsync((now - options.GapPatience).ToUnixTimeMilliseconds(), AtOnce, cancel);
        if (abandoned.Count == 0) return;
        var result = await store.CommitAsync([.. abandoned.Select(boot => new LostInbound(boot.DeviceId, now.ToUnixTimeMilliseconds(), boot.Boot))], cancel);
        foreach (var ((device, boot), outcome) in abandoned.Zip(result.Outcomes))
            if (outcome == Outcome.Stored) LogLost(_log, device, boot);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Readings of '{Device}' from its boot {Boot} never arrived, and it has started anew since: they count as dropped. GET /api/gaps names them.")]
    private static partial void LogLost(ILogger log, string device, string boot);
}
