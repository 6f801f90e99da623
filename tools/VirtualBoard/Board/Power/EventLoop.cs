namespace Nanofleet.VirtualBoard.Power;

/// <summary>
/// Runs work in order of its due time, one piece after the other, on a firmware thread. The thread comes with the work
/// and goes when there has been none for a while: hundreds of boards share the process.
/// </summary>
internal sealed class EventLoop(BoardLife life, string name) : IPowered
{
    private const int IdleMs = 2000;

    private readonly PriorityQueue<EventLoopWork, (long Due, long Order)> _work = new();
    private long _order;
    private bool _ended;
    private BoardThread? _thread;

    /// <summary>Runs the work on the loop's thread, after the delay. Without power it does nothing.</summary>
    internal EventLoopWork Post(Action action, long delayMs = 0) => Add(new EventLoopWork(action), delayMs);

    /// <summary>As Post; then again after each period, until cancelled.</summary>
    internal EventLoopWork PostPeriodically(Action action, long delayMs, long periodMs) => Add(new EventLoopWork(action, periodMs), delayMs);

    /// <summary>Runs what is due and then ends the thread.</summary>
    internal void End()
    {
        lock (_work)
        {
            _ended = true;
            Monitor.Pulse(_work);
        }
        life.Detach(this);
    }

    void IPowered.LosePower()
    {
        lock (_work)
        {
            _ended = true;
            _work.Clear();
            Monitor.Pulse(_work);
        }
    }

    private EventLoopWork Add(EventLoopWork work, long delayMs)
    {
        BoardThread? starting = null;
        lock (_work)
        {
            if (_ended) return work;
            Enqueue(work, life.Clock.UptimeMilliseconds + delayMs);
            if (_thread is null) starting = _thread = new BoardThread(life, name, Run);
            Monitor.Pulse(_work);
        }
        if (starting is not null) life.IfPowered(() => { life.Attach(this); starting.Start(); });
        return work;
    }

    private void Enqueue(EventLoopWork work, long due)
    {
        work.Due = due;
        _work.Enqueue(work, (due, _order++));
    }

    private void Run()
    {
        while (Next() is { } work)
        {
            try
            {
                work.Action();
            }
            catch (Exception e) when (e is not PowerLostException)
            {
                life.ReportUnhandled(e);
            }
        }
    }

    private EventLoopWork? Next()
    {
        lock (_work)
        {
            while (true)
            {
                var now = life.Clock.UptimeMilliseconds;
                if (_work.TryPeek(out var work, out var key) && (work.IsCancelled || key.Due <= now))
                {
                    _work.Dequeue();
                    if (work.IsCancelled) continue;
                    if (work.PeriodMs > 0) Enqueue(work, Math.Max(work.Due + work.PeriodMs, now));
                    return work;
                }
                if (_ended) return null;
                if (work is not null) Monitor.Wait(_work, (int)Math.Min(key.Due - now, int.MaxValue));
                else if (!Monitor.Wait(_work, IdleMs) && _work.Count == 0)
                {
                    _thread = null;
                    return null;
                }
            }
        }
    }
}
