namespace Nanofleet.Gateway.Ingest;

/// <summary>Lets one loop sleep until a time or until somebody wakes it; waking it several times before it looks counts once.</summary>
public sealed class WakeSignal
{
    private TaskCompletionSource _set = New();

    public void Set() => Volatile.Read(ref _set).TrySetResult();

    /// <summary>Returns when set or when the time is over; throws only when cancelled.</summary>
    public async Task WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken cancel)
    {
        var set = Volatile.Read(ref _set);
        await set.Task.WaitAsync(time, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        if (set.Task.IsCompleted) Volatile.Write(ref _set, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
