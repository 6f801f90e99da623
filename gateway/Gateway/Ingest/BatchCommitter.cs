using Nanofleet.Contract;
using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Brings a batch into the database and answers its senders, in that order. An outage is waited out, or the spool takes what
/// it may. A batch that the database will never take is halved until the culprit stands alone; it goes to quarantine and the
/// others on their way. For one caller at a time; a batch that the database takes allocates nothing here for each message.
/// </summary>
public sealed partial class BatchCommitter(
    IStore store,
    StoreState state,
    SchemaReady schema,
    SpoolIntake spool,
    IngestOptions options,
    IngestCounters counters,
    IEnumerable<ICommitObserver> observers,
    CommitTurn turn,
    IFaultPoints faults,
    TimeProvider clock,
    ILogger<BatchCommitter> log)
{
    /// <summary>How often message and quarantine are tried in turn; then the sender hears that it failed, and the messages behind it go on.</summary>
    private const int Attempts = 5;

    private readonly ICommitObserver[] _observers = [.. observers];
    private readonly List<Inbound> _batch = [];
    private readonly MqttAcknowledgementBatch _answers = new();

    /// <summary>Returns when every item is answered and everybody has been told of it: nothing of the items is held any more.</summary>
    public Task CommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancel) => CommitAsync(items, IsolateAsync, cancel);

    /// <param name="refused">What becomes of those that the database refuses for another reason than an outage.</param>
    private async Task CommitAsync(IReadOnlyList<IngestItem> items, Func<IReadOnlyList<IngestItem>, Exception, CancellationToken, Task> refused, CancellationToken cancel)
    {
        var backoff = new Backoff(options);
        while ((items = spool.Take(items)).Count > 0)
        {
            var attempt = schema.IsReady ? await TryOnceAsync(items, cancel) : default;
            if (attempt.IsStored) return;
            if (attempt.Refusal is { } refusal)
            {
                await refused(items, refusal, cancel);
                return;
            }

            await PauseAsync(backoff.Next(), cancel);
        }
    }

    /// <summary>Neither stored nor refused while the database is away. An exception that comes out is no word of the database: what is stored stays stored.</summary>
    private async Task<(bool IsStored, Exception? Refusal)> TryOnceAsync(IReadOnlyList<IngestItem> items, CancellationToken cancel)
    {
        _batch.Clear();
        for (var at = 0; at < items.Count; at++) _batch.Add(items[at].Inbound);
        await turn.TakeAsync(cancel);
        try
        {
            var (result, refusal) = await WriteAsync(cancel);
            if (result is null) return (false, refusal);
            state.Worked();
            for (var at = 0; at < items.Count; at++) items[at].Complete(result.Outcomes[at], _answers);
            _answers.Send();
            Tell(_batch, result);
            return (true, null);
        }
        finally
        {
            _batch.Clear();
            turn.Pass();
        }
    }

    private async Task<(CommitResult? Result, Exception? Refusal)> WriteAsync(CancellationToken cancel)
    {
        try
        {
            faults.Reach(FaultPoint.BeforeWrite);
            var result = await store.CommitAsync(_batch, cancel);
            faults.Reach(_batch[^1].Spooled is null ? FaultPoint.AfterCommit : FaultPoint.AfterDrainCommit);
            return (result, null);
        }
        catch (StoreUnavailableException e)
        {
            state.Failed(e);
            return (null, null);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            state.Failed(new StoreUnavailableException("The database broke the work off.", e));
            return (null, null);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return (null, e);
        }
    }

    /// <summary>Until the next attempt, the end of the patience with the database, or the tables stand.</summary>
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancel)
    {
        if (spool.Patience is { } patience && patience > TimeSpan.Zero && patience < pause) pause = patience;
        var rest = Task.Delay(pause, clock, cancel);
        await (schema.IsReady ? rest : Task.WhenAny(rest, schema.WaitAsync(cancel)));
        cancel.ThrowIfCancellationRequested();
    }

    private async Task IsolateAsync(IReadOnlyList<IngestItem> items, Exception cause, CancellationToken cancel)
    {
        if (items.Count == 1)
        {
            await QuarantineAsync(items[0], cause, cancel);
            return;
        }

        var half = items.Count / 2;
        await CommitAsync([.. items.Take(half)], cancel);
        await CommitAsync([.. items.Skip(half)], cancel);
    }

    private async Task QuarantineAsync(IngestItem item, Exception cause, CancellationToken cancel)
    {
        if (await TryCommitAsync(item, item.Inbound, cancel)) return; // it was the database that was ill for a moment
        var raw = item.Raw;
        LogCulprit(cause, raw.Topic, item.Inbound.DeviceId);
        var row = new QuarantineRow(raw.Topic, raw.Payload.ToArray(), RefusalCodes.NotStorable, $"The database refused this message: {cause.Message}");
        var backoff = new Backoff(options);
        for (var attempt = 0; attempt < Attempts || item.Inbound.Spooled is not null; attempt++) // nobody would send a spooled one again
        {
            if (item.Inbound is DataInbound { Boot: not null, Replays: 0 } data && await TryCommitAsync(item, Emptied(data, row), cancel)) return;
            if (await TryCommitAsync(item, new QuarantineInbound(item.Inbound.DeviceId, raw.ArrivalMs, row) { Replays = item.Inbound.Replays, Spooled = item.Inbound.Spooled }, cancel)) return;
            await Task.Delay(backoff.Next(), clock, cancel);
            if (await TryCommitAsync(item, item.Inbound, cancel)) return;
        }

        LogRefused(raw.Topic);
        item.Fail();
    }

    /// <summary>The same number without content, so that the account of its board shows it as refused instead of waiting for it for ever.</summary>
    private static DataInbound Emptied(DataInbound data, QuarantineRow row) =>
        data with { Readings = [], Drops = [], Refused = [row], StatusJson = null, Location = null };

    private async Task<bool> TryCommitAsync(IngestItem item, Inbound inbound, CancellationToken cancel)
    {
        var taken = true;
        await CommitAsync(
            [item.As(inbound)],
            (_, cause, _) =>
            {
                LogAttempt(cause.Message);
                taken = false;
                return Task.CompletedTask;
            },
            cancel);
        return taken;
    }

    private void Tell(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        var (duplicates, refused) = (0, 0);
        for (var at = 0; at < batch.Count; at++)
        {
            if (result.Outcomes[at] == Outcome.Duplicate) duplicates++;
            else if (result.Outcomes[at] is Outcome.Refused or Outcome.Held or Outcome.Rejected) refused++;
        }

        counters.CountBatch(batch.Count, result.ReadingsStored, duplicates, refused);
        foreach (var observer in _observers) observer.Committed(batch, result);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database refuses a message on {Topic} of device '{Device}'; it goes to quarantine.")]
    private partial void LogCulprit(Exception cause, string topic, string device);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The database still refuses: {Cause}")]
    private partial void LogAttempt(string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message on {Topic} could not even be put into quarantine; it was refused to its sender.")]
    private partial void LogRefused(string topic);
}
