using Microsoft.Extensions.Logging;
using Nanofleet.Mqtt.Broker;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>
/// The way of all changes into the store: gathered in the order in which they happen, committed together by one thread,
/// and then whoever waits for them is told. What fails is tried again until it is done, so memory and store never part;
/// meanwhile <see cref="IsFailing"/> has everything refused that would need it, and nothing undone has been promised.
/// </summary>
internal sealed partial class StoreJournal : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly IMqttStore _store;
    private readonly MqttBrokerCounters _counters;
    private readonly ILogger _logger;
    private readonly long _maximumBacklog;
    private readonly JournalBatch _batch;
    private readonly ReaderWriterLockSlim _groups = new();
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _writer;
    private List<JournalEntry> _gathering = [];
    private List<JournalEntry> _underWay = [];
    private List<CommitNote> _notes = [];
    private List<CommitNote> _notesUnderWay = [];
    private List<CommitNote> _told = [];
    private TaskCompletionSource? _room;
    private long _backlog;
    private long _numbers;
    private long _tail;
    private long _cut;
    private long _committed;
    private volatile bool _failing;
    private volatile bool _stopping;

    public StoreJournal(IMqttStore store, BrokerClock clock, long maximumBacklog, MqttBrokerCounters counters, ILogger logger)
    {
        _store = store;
        _maximumBacklog = maximumBacklog;
        _counters = counters;
        _logger = logger;
        _batch = new JournalBatch(clock);
        _writer = new Thread(Write) { IsBackground = true, Name = "MQTT store" };
    }

    /// <summary>The last attempt to commit failed.</summary>
    public bool IsFailing => _failing;

    /// <summary>More waits than should; whoever can wait does so before he adds to it.</summary>
    public bool IsFull => Volatile.Read(ref _backlog) > _maximumBacklog;

    /// <summary>The last change so far.</summary>
    public long Tail => Volatile.Read(ref _tail);

    /// <summary>A number for an entry that has none of its own; unique in the store.</summary>
    public long NextNumber() => Interlocked.Increment(ref _numbers);

    /// <summary>Takes over the numbers of what was loaded, and begins to write.</summary>
    public void Start(long lastNumber, long lastMessage)
    {
        _numbers = lastNumber;
        _batch.LastMessage = lastMessage;
        _writer.Start();
    }

    /// <summary>What this thread adds until <see cref="Exit"/> is committed together or not at all. Enter before any lock of the broker.</summary>
    public void Enter() => _groups.EnterReadLock();

    /// <summary>The end of what belongs together.</summary>
    public void Exit() => _groups.ExitReadLock();

    /// <summary>Adds a change; the ticket tells when it is durable.</summary>
    public long Add(in JournalEntry entry)
    {
        long ticket;
        bool isFirst;
        lock (_gate)
        {
            isFirst = _gathering.Count == 0;
            _gathering.Add(entry);
            _backlog += entry.Cost;
            ticket = ++_tail;
        }
        if (isFirst) _wake.Set();
        return ticket;
    }

    /// <summary>A small entry that is encoded already.</summary>
    public long Put(MqttStoreKey key, byte[] value) => Add(new JournalEntry(key, value, null, value.Length + JournalBatch.EntryCost));

    /// <summary>An entry that held on to no message.</summary>
    public long Remove(MqttStoreKey key) => Add(new JournalEntry(key, null, null, JournalBatch.EntryCost));

    public bool IsCommitted(long ticket) => Volatile.Read(ref _committed) >= ticket;

    /// <summary>Tells the target, in the order of tickets, when all up to this ticket is durable; at once if it is.</summary>
    public void WhenCommitted(long ticket, IMqttAcknowledger target, uint token, MqttReasonCode reason = MqttReasonCode.Success)
    {
        lock (_gate)
        {
            if (_committed < ticket)
            {
                (ticket <= _cut ? _notesUnderWay : _notes).Add(new CommitNote(target, token, reason));
                return;
            }
        }
        target.Complete(token, reason);
    }

    /// <summary>Completes when all up to this ticket is durable; with false when the broker stops while the store fails.</summary>
    public Task<bool> CommittedAsync(long ticket)
    {
        if (IsCommitted(ticket)) return Task.FromResult(true);
        var task = new CommitTask();
        WhenCommitted(ticket, task, 0);
        if (_stopping && _failing) task.GiveUp();
        return task.Task;
    }

    /// <summary>Completes when there is room again, or the store fails, which is for the caller to see.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (!IsFull || _failing) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>The broker stops: nobody is to wait any longer for a store that fails.</summary>
    public void BeginStop()
    {
        _stopping = true;
        if (_failing) GiveUpWaits();
    }

    /// <summary>Commits what is left, if the store lets it.</summary>
    public void Dispose()
    {
        _stopping = true;
        _stop.Set();
        _wake.Set();
        _writer.Join();
        GiveUpWaits();
        _groups.Dispose();
        _wake.Dispose();
        _stop.Dispose();
    }

    private void Write()
    {
        while (TakeBatch())
        {
            _batch.Encode(_underWay);
            if (!CommitAtLast()) return;
            TellCommitted();
        }
    }

    private bool TakeBatch()
    {
        while (true)
        {
            _groups.EnterWriteLock(); // no group is half in it
            lock (_gate)
            {
                (_gathering, _underWay) = (_underWay, _gathering);
                (_notes, _notesUnderWay) = (_notesUnderWay, _notes);
                _cut = _tail;
            }
            _groups.ExitWriteLock();
            if (_underWay.Count > 0) return true;
            if (_stopping && _stop.WaitOne(0)) return false;
            _wake.WaitOne();
        }
    }

    /// <summary>False when the broker stopped before it could be done.</summary>
    private bool CommitAtLast()
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                if (_batch.Changes.Count > 0) _store.Commit(_batch.Changes);
                if (_failing) LogRecovered();
                _failing = false;
                return true;
            }
            catch (Exception e) // whatever ails the store: it is tried again, and told once
            {
                Fail(e);
            }
            if (_stop.WaitOne(pause)) return TryLastTime();
        }
    }

    private bool TryLastTime()
    {
        try
        {
            _store.Commit(_batch.Changes);
            return true;
        }
        catch (Exception e) // the end: what is lost was never promised
        {
            LogLost(_batch.Changes.Count, e);
            return false;
        }
    }

    private void Fail(Exception e)
    {
        _counters.AddStoreFailure();
        if (!_failing) LogFailed(e);
        _failing = true;
        TellRoom();
        if (_stopping) GiveUpWaits();
    }

    private void TellCommitted()
    {
        List<CommitNote> notes;
        lock (_gate)
        {
            _committed = _cut;
            notes = _notesUnderWay;
            _notesUnderWay = _told;
            foreach (var entry in _underWay) _backlog -= entry.Cost;
        }
        _underWay.Clear();
        _batch.Clear();
        TellRoom();
        foreach (var note in notes) Tell(note);
        notes.Clear();
        _told = notes;
    }

    private void Tell(in CommitNote note)
    {
        try
        {
            note.Target.Complete(note.Token, note.Reason);
        }
        catch (Exception e) // one connection's fault must not keep the others waiting
        {
            LogNotTold(e);
        }
    }

    private void TellRoom()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            if (IsFull && !_failing) return;
            room = _room;
            _room = null;
        }
        room?.SetResult();
    }

    private void GiveUpWaits()
    {
        CommitNote[] notes;
        lock (_gate) notes = [.. _notes, .. _notesUnderWay];
        foreach (var note in notes) (note.Target as CommitTask)?.GiveUp();
    }

    [LoggerMessage(LogLevel.Error, "the store of sessions and retained messages fails; what needs it is refused until it works again")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "the store of sessions and retained messages works again")]
    private partial void LogRecovered();

    [LoggerMessage(LogLevel.Error, "the store failed to the end; {Count} changes that nobody was promised are not kept")]
    private partial void LogLost(int count, Exception failure);

    [LoggerMessage(LogLevel.Error, "an answer could not be given after its commit")]
    private partial void LogNotTold(Exception failure);
}
