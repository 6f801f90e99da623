using System.Diagnostics;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>A clock that stands still until it is moved; timers fire on the way, in their order.</summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly SemaphoreSlim _waits = new(0);
    private DateTimeOffset _now = start;

    public ManualClock()
        : this(DateTimeOffset.FromUnixTimeMilliseconds(Times.Arrival))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public long NowMs => GetUtcNow().ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        _waits.Release();
        return timer;
    }

    /// <summary>A loop on this clock has done its work and waits for time to pass; each wait is told once.</summary>
    public async Task WaitForWaitAsync()
    {
        if (!await _waits.WaitAsync(Patience.Limit, Patience.Cancel)) throw new TimeoutException("nothing waits for the clock");
    }

    /// <summary>Something waits for just this time to pass.</summary>
    public async Task UntilAwaitedAsync(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        while (!IsAwaited(GetUtcNow() + time))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience.Limit) throw new TimeoutException("nothing waits for just that");
            await Task.Yield();
        }
    }

    private bool IsAwaited(DateTimeOffset due)
    {
        lock (_gate) return _timers.Any(timer => timer.Due == due);
    }

    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (NextDue(end) is { } timer) timer.Fire();
        lock (_gate) _now = end;
    }

    private Timer? NextDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null && next.Due > _now) _now = next.Due;
            return next;
        }
    }

    private sealed class Timer(ManualClock clock, Action fire) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (_period, Due) = (period, clock._now + dueTime);
                clock._timers.Add(this);
            }

            return true;
        }

        public void Fire()
        {
            lock (clock._gate)
            {
                if (!clock._timers.Contains(this)) return;
                if (_period > TimeSpan.Zero) Due += _period;
                else clock._timers.Remove(this);
            }

            fire();
        }

        public void Dispose()
        {
            lock (clock._gate) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
