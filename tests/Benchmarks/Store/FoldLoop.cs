using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Benchmarks.Store;

/// <summary>Makes rollups beside the commits, as often and with the same rests as the gateway.</summary>
internal sealed class FoldLoop : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public FoldLoop(IStore store) => _loop = Task.Run(() => RunAsync(store));

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Wait();
        _stop.Dispose();
    }

    private async Task RunAsync(IStore store)
    {
        using var timer = new PeriodicTimer(RollUpLoop.Period);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await RollUpLoop.RollUpAsync(store, TimeProvider.System, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // it was stopped
        }
    }
}
