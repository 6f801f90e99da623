namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Holds decoded messages until the writer takes them: many receivers, one writer. Bounded in messages and bytes; a
/// receiver that finds it full waits, first come first served, and with it the connection that it reads. Nothing is dropped.
/// To put a message in is one short lock and allocates nothing; the writer is woken only where it sleeps.
/// </summary>
public sealed class IngestQueue(IngestOptions options)
{
    private readonly object _gate = new(); // the writer sleeps on it, which a Lock cannot do
    private readonly Queue<IngestItem> _items = [];
    private readonly Queue<(IngestItem Item, TaskCompletionSource Admitted)> _waiting = [];
    private long _bytes;
    private bool _sleeping;
    private bool _closed;

    /// <summary>Messages that wait for the database.</summary>
    public int Count
    {
        get { lock (_gate) return _items.Count; }
    }

    /// <summary>When the message at the head arrived; null when nothing waits.</summary>
    public long? OldestArrivalMs
    {
        get { lock (_gate) return _items.TryPeek(out var item) ? item.Raw.ArrivalMs : null; }
    }

    /// <summary>Completes when the item is in the queue.</summary>
    public ValueTask AddAsync(IngestItem item, CancellationToken cancel)
    {
        TaskCompletionSource admitted;
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(item))
            {
                Take(item);
                return ValueTask.CompletedTask;
            }

            _waiting.Enqueue((item, admitted = NewSignal()));
        }

        return WaitAsync(admitted, cancel);
    }

    /// <summary>Blocks the writer's thread until there is something to take; false when <see cref="Wake"/> is called after the cancellation and there is nothing.</summary>
    public bool Wait(CancellationToken cancel)
    {
        lock (_gate)
        {
            while (_items.Count == 0 && !cancel.IsCancellationRequested)
            {
                _sleeping = true;
                Monitor.Wait(_gate);
            }

            return _items.Count > 0;
        }
    }

    /// <summary>Has the writer look whether it is still wanted.</summary>
    public void Wake()
    {
        lock (_gate) Monitor.Pulse(_gate);
    }

    /// <summary>Moves what is there, at most so many, and lets waiting receivers in.</summary>
    public void TakeInto(List<IngestItem> batch, int most)
    {
        List<TaskCompletionSource>? admitted = null;
        lock (_gate)
        {
            while (batch.Count < most && _items.TryDequeue(out var item))
            {
                _bytes -= item.Bytes;
                batch.Add(item);
            }

            while (_waiting.TryPeek(out var next) && (next.Admitted.Task.IsCompleted || Fits(next.Item)))
            {
                _waiting.Dequeue();
                if (next.Admitted.Task.IsCompleted) continue; // its connection ended
                Take(next.Item);
                (admitted ??= []).Add(next.Admitted);
            }
        }

        foreach (var signal in admitted ?? []) signal.TrySetResult();
    }

    /// <summary>From now on receivers wait until they are cancelled; what is in the queue can still be taken.</summary>
    public void Close()
    {
        lock (_gate) _closed = true;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async ValueTask WaitAsync(TaskCompletionSource admitted, CancellationToken cancel)
    {
        await using var _ = cancel.UnsafeRegister(state => ((TaskCompletionSource)state!).TrySetCanceled(), admitted);
        await admitted.Task;
    }

    /// <summary>An empty queue takes any item: one that is larger than the limit must not wait for ever.</summary>
    private bool Fits(IngestItem item) =>
        !_closed && (_items.Count == 0 || (_items.Count < options.QueueMessages && _bytes + item.Bytes <= options.QueueBytes));

    private void Take(IngestItem item)
    {
        _items.Enqueue(item);
        _bytes += item.Bytes;
        if (!_sleeping) return;
        _sleeping = false;
        Monitor.Pulse(_gate);
    }
}
