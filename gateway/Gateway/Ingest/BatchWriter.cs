namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Takes from the queue whatever gathered while the last commit ran, and commits it at once: a lone message does not
/// wait, a flood makes large batches by itself.
/// </summary>
public sealed partial class BatchWriter(
    IngestQueue queue,
    ItemPool pool,
    BatchCommitter committer,
    IngestOptions options,
    TimeProvider clock,
    ILogger<BatchWriter> log) : BackgroundService
{
    /// <summary>After a bug: what was in hand is unacknowledged and comes again; a loop that spins helps nobody.</summary>
    private static readonly TimeSpan PauseAfterBug = TimeSpan.FromSeconds(1);

    private readonly List<IngestItem> _batch = [];
    private long _oldestInHand = long.MaxValue;

    /// <summary>When the oldest message that is not committed arrived; null when all are.</summary>
    public long? OldestWaitingMs
    {
        get
        {
            var inHand = Interlocked.Read(ref _oldestInHand);
            return inHand != long.MaxValue ? inHand : queue.OldestArrivalMs;
        }
    }

    /// <summary>Completes when all that is in the queue is committed and acknowledged.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        while (OldestWaitingMs is not null) await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>On a thread of its own: between two commits of a flood nothing has to be scheduled, and a lone message wakes it at once.</summary>
    private void Run(CancellationToken cancel)
    {
        using var _ = cancel.UnsafeRegister(queue => ((IngestQueue)queue!).Wake(), queue);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (queue.Wait(cancel)) Write(cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                LogBug(e);
                Task.Delay(PauseAfterBug, clock, cancel).Wait(cancel);
            }
        }
    }

    private void Write(CancellationToken cancel)
    {
        if (queue.OldestArrivalMs is { } oldest) Interlocked.Exchange(ref _oldestInHand, oldest);
        queue.TakeInto(_batch, options.BatchMessages);
        try
        {
            committer.CommitAsync(_batch, cancel).GetAwaiter().GetResult();
            pool.Return(_batch); // after an exception somebody may still hold them: they are left to the collector
        }
        finally
        {
            _batch.Clear();
            Interlocked.Exchange(ref _oldestInHand, long.MaxValue);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Writing to the database failed in an unforeseen way.")]
    private partial void LogBug(Exception cause);
}
