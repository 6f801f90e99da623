using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;

namespace Nanofleet.Fuzz.Engine;

/// <summary>
/// The one thread of a case: whatever the library goes on with after an await, on a pipe or on a task, runs here and in
/// order, so that a seed means the same each time. Only what the library itself moves to the thread pool runs elsewhere.
/// </summary>
internal sealed class CaseLoop : SynchronizationContext, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<(Action<object?> Action, object? State, bool HasContext)> _queue = [];
    private readonly SynchronizationContext? _before = Current;

    public CaseLoop()
    {
        Scheduler = new QueueScheduler(this);
        SetSynchronizationContext(this);
    }

    public PipeScheduler Scheduler { get; }

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d.Invoke, state, true));

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what there is to run.</summary>
    public void Settle()
    {
        while (_queue.TryTake(out var work)) Run(work);
    }

    /// <summary>Runs until this holds; a finding when it does not within some seconds.</summary>
    public void Until(Func<bool> holds, string what)
    {
        var since = Stopwatch.GetTimestamp();
        Settle();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new FindingException($"hangs: {what}");
            if (_queue.TryTake(out var work, millisecondsTimeout: 1)) Run(work);
        }
    }

    public void Dispose()
    {
        SetSynchronizationContext(_before);
    }

    /// <summary>What asked for no context runs without one, as it then goes on in place; with one it would be moved to the thread pool.</summary>
    private void Run((Action<object?> Action, object? State, bool HasContext) work)
    {
        SetSynchronizationContext(work.HasContext ? this : null);
        work.Action(work.State);
        SetSynchronizationContext(this);
    }

    private sealed class QueueScheduler(CaseLoop loop) : PipeScheduler
    {
        public override void Schedule(Action<object?> action, object? state) => loop._queue.Add((action, state, false));
    }
}
