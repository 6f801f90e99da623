using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Decides when a board hears what is stored: at most one <c>stored</c> a second and device. Behind another broker after
/// every commit; behind our own, whose PUBACK says it already, only when a gap stays open for a second or something came
/// twice. A device is forgotten one period after its last reply, so this holds only those that are being answered. While
/// messages lie in the spool nobody is asked for what is missing.
/// </summary>
public sealed class StoredReplies(bool pubackMeansStored, TimeProvider clock, Func<bool>? isSpoolEmpty = null) : ICommitObserver
{
    public const long PeriodMs = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Board> _boards = [];
    private readonly PriorityQueue<string, long> _due = new();

    /// <summary>Called when something may have become due earlier than it was; must not wait.</summary>
    public event Action? Changed;

    public void Committed(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        if (result.Ledgers.Count == 0) return;
        var duplicates = Duplicates(batch, result);
        var now = NowMs();
        lock (_gate)
        {
            foreach (var ledger in result.Ledgers) Note(ledger, duplicates.Contains((ledger.DeviceId, ledger.Boot)), now);
        }

        Changed?.Invoke();
    }

    /// <summary>What is due now, at most one message a device.</summary>
    public IReadOnlyList<(string DeviceId, StoredMessage Message)> TakeDue()
    {
        var now = NowMs();
        var mayAsk = isSpoolEmpty?.Invoke() ?? true;
        List<(string, StoredMessage)> taken = [];
        lock (_gate)
        {
            while (_due.TryPeek(out var device, out var at) && at <= now)
            {
                _due.Dequeue();
                if (!_boards.TryGetValue(device, out var board) || board.DueMs != at) continue; // it was moved to an earlier time
                if (Take(device, board, now) is { } ledger && (mayAsk ? StoredReply.Of(ledger) : StoredReply.WithoutGaps(ledger)) is { } message) taken.Add((device, message));
            }
        }

        return taken;
    }

    /// <summary>How long until something is due; null while nothing is.</summary>
    public TimeSpan? UntilDue()
    {
        lock (_gate) return _due.TryPeek(out _, out var at) ? TimeSpan.FromMilliseconds(Math.Max(0, at - NowMs())) : null;
    }

    private static HashSet<(string, string)> Duplicates(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        HashSet<(string, string)> found = [];
        for (var i = 0; i < batch.Count; i++)
            if (result.Outcomes[i] == Outcome.Duplicate && batch[i] is DataInbound { Boot: { } boot } data) found.Add((data.DeviceId, boot));
        return found;
    }

    private void Note(LedgerState ledger, bool duplicate, long now)
    {
        var wanted = !pubackMeansStored || duplicate || ledger.Missing.Count > 0;
        if (!_boards.TryGetValue(ledger.DeviceId, out var board))
        {
            if (!wanted) return; // the flood path: nothing to remember
            _boards.Add(ledger.DeviceId, board = new Board());
        }

        board.Waiting.TryGetValue(ledger.Boot, out var before);
        var atOnce = !pubackMeansStored || duplicate || before is { AtOnce: true };
        if (!wanted && !atOnce)
        {
            board.Waiting.Remove(ledger.Boot); // its gap has closed
            return;
        }

        board.Waiting[ledger.Boot] = new Reply(ledger, atOnce, atOnce ? now : before?.ReadyMs ?? now + PeriodMs);
        Schedule(ledger.DeviceId, board);
    }

    private LedgerState? Take(string device, Board board, long now)
    {
        board.DueMs = null;
        var ready = board.Waiting.Values.Where(reply => reply.ReadyMs <= now).MinBy(reply => reply.ReadyMs);
        if (ready is not null)
        {
            board.Waiting.Remove(ready.Ledger.Boot);
            board.NextMs = now + PeriodMs;
        }
        else if (board.Waiting.Count == 0)
        {
            _boards.Remove(device);
            return null;
        }

        Schedule(device, board);
        return ready?.Ledger;
    }

    private void Schedule(string device, Board board)
    {
        var due = board.Waiting.Count == 0 ? board.NextMs : Math.Max(board.NextMs, board.Waiting.Values.Min(reply => reply.ReadyMs));
        if (board.DueMs <= due) return;
        board.DueMs = due;
        _due.Enqueue(device, due);
    }

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Reply(LedgerState Ledger, bool AtOnce, long ReadyMs);

    private sealed class Board
    {
        /// <summary>By boot: beside the present one a board may send what an earlier one left.</summary>
        public Dictionary<string, Reply> Waiting { get; } = [];

        /// <summary>No reply before this time.</summary>
        public long NextMs { get; set; }

        /// <summary>Where it stands in the order; null while it stands nowhere.</summary>
        public long? DueMs { get; set; }
    }
}
