namespace Nanofleet.VirtualBoard.Power;

/// <summary>A piece of work in an <see cref="EventLoop"/>; once cancelled it does not start any more.</summary>
internal sealed class EventLoopWork(Action action, long periodMs = 0)
{
    private volatile bool _isCancelled;

    internal Action Action { get; } = action;

    internal long PeriodMs { get; } = periodMs;

    internal long Due { get; set; }

    internal bool IsCancelled => _isCancelled;

    internal void Cancel() => _isCancelled = true;
}
