using Nanofleet.Contract;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Brings a batch into the database and answers its senders, in that order. An outage is waited out. A batch that the
/// database will never take is halved until the culprit stands alone; it goes to quarantine and the others on their way.
/// For one caller at a time; a batch that the database takes allocates nothing here for each message.
/// </summary>
public sealed partial class BatchCommitter(
    IStore store,
    StoreState state,
    IngestOptions options,
    IngestCounters counters,
    IEnumerable<ICommitObserver> observers,
    TimeProvider clock,
    ILogger<BatchCommitter> log)
{
    /// <summary>How often message and quarantine are tried in turn; then the sender hears that it failed, and the messages behind it go on.</summary>
    private const int Attempts = 5;

    private readonly ICommitObserver[] _observers = [.. observers];
    private readonly List<Inbound> _batch = [];
    private readonly MqttAcknowledgementBatch _answers = new();

    /// <summary>Returns when every item is answered and everybody has been told of it: nothing of the items is held any more.</summary>
    public async Task CommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancel)
    {
        _batch.Clear();
        for (var at = 0; at < items.Count; at++) _batch.Add(items[at].Inbound);
        CommitResult result;
        try
        {
            result = await CommitWhenUpAsync(_batch, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            await IsolateAsync(items, e, cancel);
            return;
        }

        for (var at = 0; at < items.Count; at++) items[at].Complete(result.Outcomes[at], _answers);
        _answers.Send();
        Tell(_batch, result);
        _batch.Clear();
    }

    private async Task<CommitResult> CommitWhenUpAsync(IReadOnlyList<Inbound> batch, CancellationToken cancel)
    {
        var backoff = new Backoff(options);
        while (true)
        {
            try
            {
                var result = await store.CommitAsync(batch, cancel);
                state.Worked();
                return result;
            }
            catch (StoreUnavailableException e)
            {
                state.Failed(e);
            }
            catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
            {
                state.Failed(new StoreUnavailableException("The database broke the work off.", e));
            }

            await Task.Delay(backoff.Next(), clock, cancel);
        }
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
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (item.Inbound is DataInbound { Boot: not null, Replays: 0 } data && await TryCommitAsync(item, Emptied(data, row), cancel)) return;
            if (await TryCommitAsync(item, new QuarantineInbound(item.Inbound.DeviceId, raw.ArrivalMs, row) { Replays = item.Inbound.Replays }, cancel)) return;
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
        CommitResult result;
        try
        {
            result = await CommitWhenUpAsync([inbound], cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogAttempt(e.Message);
            return false;
        }

        item.Complete(result.Outcomes[0], _answers);
        _answers.Send();
        Tell([inbound], result);
        return true;
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
