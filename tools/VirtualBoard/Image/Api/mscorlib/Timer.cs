using Nanofleet.VirtualBoard.Power;

namespace System.Threading;

/// <summary>All timers of a board share one thread, as on the board: a callback that blocks delays the others.</summary>
public sealed class Timer : MarshalByRefObject, IDisposable
{
    private readonly BoardLife _life = BoardLife.Current;
    private readonly TimerCallback _callback;
    private readonly object _state;
    private EventLoopWork _work;

    public Timer(TimerCallback callback, object state, int dueTime, int period)
    {
        _callback = callback;
        _state = state;
        Change(dueTime, period);
    }

    public Timer(TimerCallback callback, object state, TimeSpan dueTime, TimeSpan period)
        : this(callback, state, (int)dueTime.TotalMilliseconds, (int)period.TotalMilliseconds)
    {
    }

    public bool Change(int dueTime, int period)
    {
        _ = BoardLife.Current;
        _work?.Cancel();
        if (dueTime != Timeout.Infinite) _work = _life.Timers.PostPeriodically(() => _callback(_state), dueTime, period);
        return true;
    }

    public bool Change(TimeSpan dueTime, TimeSpan period) => Change((int)dueTime.TotalMilliseconds, (int)period.TotalMilliseconds);

    public void Dispose()
    {
        _ = BoardLife.Current;
        _work?.Cancel();
    }
}
