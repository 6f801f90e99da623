using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>The balance of the fleet for pages that are open: read anew every few seconds at most, however many look at it.</summary>
public sealed class FleetBalances(IStore store, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Task<FleetBalance>? _read;
    private long _readAt;

    public Task<FleetBalance> ReadAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            var isOld = _read is null || _read.IsFaulted || _read.IsCanceled || (_read.IsCompleted && clock.GetElapsedTime(_readAt) >= Fresh);
            if (isOld) (_read, _readAt) = (store.FleetBalanceAsync(CancellationToken.None), clock.GetTimestamp());
            return _read!.WaitAsync(cancel);
        }
    }
}
