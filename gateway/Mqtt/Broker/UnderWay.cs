namespace Nanofleet.Mqtt.Broker;

/// <summary>Counts what is under way, for whoever waits until nothing is; a task of each would cost an idle connection its share.</summary>
internal sealed class UnderWay
{
    private readonly Lock _gate = new();
    private int _count;
    private TaskCompletionSource? _empty;

    public void Enter()
    {
        lock (_gate) _count++;
    }

    public void Leave()
    {
        TaskCompletionSource? empty = null;
        lock (_gate)
        {
            if (--_count == 0) (empty, _empty) = (_empty, null);
        }
        empty?.SetResult();
    }

    public Task WaitUntilEmptyAsync()
    {
        lock (_gate)
        {
            if (_count == 0) return Task.CompletedTask;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }
}
