using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// Readings between sampling and storage, in memory, oldest first. A record leaves only when the gateway has it
    /// (or when the oldest must make room: that is counted and reported). At any moment taken = stored + waiting + dropped.
    /// The sampling thread puts in, the link thread sends and settles; one lock, never held during network calls.
    /// </summary>
    public sealed class ReadingOutbox
    {
        /// <summary>A record that the broker has but nobody reports stored is sent again after this, doubled each time …</summary>
        public const int ResendMs = 15000;

        // … at most so often: a gateway that is away for hours must not find the same record a hundred times.
        private const int MostDoublings = 4;

        /// <summary>
        /// With less free memory a board cannot parse a command or encode a message any more: then the outbox is full, whatever
        /// its capacity says. Without that a long outage ends in a board that can do nothing.
        /// </summary>
        public const long LeastFreeBytes = 12000;

        // Asking for free memory makes the board collect garbage: only when records pile up.
        private const int Few = 8;

        private readonly object _gate = new object();
        private readonly BootJournal _journal;
        private readonly IBoard _board;
        private readonly DropLedger _drops = new DropLedger();
        private readonly Log _log;
        private readonly OutboxRecord[] _records;
        private int _count;
        private long _taken;
        private long _stored;
        private long _dropped;
        private bool _closed;
        private bool _full;

        /// <param name="journal">Already started.</param>
        public ReadingOutbox(int capacity, BootJournal journal, IBoard board, Log log)
        {
            _records = new OutboxRecord[capacity];
            _journal = journal;
            _board = board;
            _log = log;
            for (int i = 0; i < journal.Lost.Length; i++) _drops.AddEarlier(journal.Lost[i]);
        }

        public string Boot => _journal.Boot;

        /// <summary>Uptime of the newest record, 0 before the first.</summary>
        public long LastTakenMs { get; private set; }

        /// <summary>Records taken and neither stored nor dropped.</summary>
        public int Waiting
        {
            get { lock (_gate) return _count; }
        }

        /// <summary>True when reports of lost readings wait, and no record that was not sent yet could carry them.</summary>
        public bool NeedsCarrier
        {
            get
            {
                lock (_gate)
                {
                    if (!_drops.HasUncarried) return false;
                    return _count == 0 || _records[_count - 1].Sends > 0;
                }
            }
        }

        /// <summary>
        /// Takes one sampling under the next sequence number. False when no number could be had (flash) or the board is
        /// about to restart: then nothing was taken.
        /// </summary>
        public bool TryTake(long uptimeMs, byte[] sensors, out long seq)
        {
            lock (_gate)
            {
                seq = 0;
                if (_closed || !_journal.TryReserve(out seq)) return false;
                // What needs memory first: when there is none left, nothing has been taken and nothing is half dropped.
                var record = new OutboxRecord(seq, uptimeMs, sensors);
                bool full = IsFull;
                if (full && !_full) _log.Warning("outbox full: from now on the oldest reading makes room for each new one");
                _full = full;
                if (full) DropOldest();
                _journal.Use(seq);
                _records[_count++] = record;
                _taken++;
                LastTakenMs = uptimeMs;
                // Inside the lock: the console must not learn of a record after the network did.
                if (_log.Level == LogLevel.Debug) _log.Debug("taken " + Boot + "/" + seq.ToString());
                return true;
            }
        }

        /// <summary>The oldest record that is due, marked as sent; null when there is none.</summary>
        public OutboxRecord NextToSend(long nowMs)
        {
            lock (_gate)
            {
                for (int i = 0; i < _count; i++)
                {
                    OutboxRecord record = _records[i];
                    if (record.OnTheWay && (record.AwaitsAck || nowMs < record.DueMs)) continue;
                    if (record.Drops == null) record.Drops = _drops.RideOn(record.Seq);
                    record.OnTheWay = true;
                    record.AwaitsAck = true;
                    record.Sends++;
                    return record;
                }

                return null;
            }
        }

        /// <summary>The broker has the record. Where that means it is stored, it leaves.</summary>
        public void Acknowledged(long seq, bool meansStored, long nowMs)
        {
            lock (_gate)
            {
                int at = Find(seq);
                if (at < 0) return;
                OutboxRecord record = _records[at];
                record.AwaitsAck = false;
                record.DueMs = nowMs + (ResendMs << Smaller(record.Sends - 1, MostDoublings));
                if (meansStored) Stored(at);
            }
        }

        /// <summary>The gateway said what it has, and what it misses: that is sent again at once.</summary>
        public void Settle(StoredMessage message, long nowMs)
        {
            if (message.Boot != Boot) return;
            lock (_gate)
            {
                for (int i = _count - 1; i >= 0; i--)
                {
                    long seq = _records[i].Seq;
                    if (message.Settles(seq)) Stored(i);
                    else if (seq <= message.UpTo) _records[i].DueMs = nowMs;
                }
            }
        }

        /// <summary>The connection is gone, and with it every acknowledgement that was under way.</summary>
        public void LinkLost()
        {
            lock (_gate)
            {
                for (int i = 0; i < _count; i++) _records[i].OnTheWay = false;
            }
        }

        /// <summary>Takes nothing any more; what waits can still be sent.</summary>
        public void Close()
        {
            lock (_gate) _closed = true;
        }

        /// <summary>Writes the goodbye to the journal, after <see cref="Close"/>.</summary>
        public void SayGoodbye()
        {
            lock (_gate) _journal.SayGoodbye(_count == 0 && _drops.Count == 0);
        }

        /// <summary>The account of readings, in one moment.</summary>
        public void Fill(HeartbeatMessage message)
        {
            lock (_gate)
            {
                message.Boot = Boot;
                message.Taken = _taken;
                message.Stored = _stored;
                message.Waiting = _count;
                message.DropNames = new[] { DropReasons.OutboxFull };
                message.DropCounts = new[] { _dropped };
            }
        }

        private bool IsFull => _count == _records.Length || (_count >= Few && _board.FreeMemory < LeastFreeBytes);

        private void DropOldest()
        {
            long seq = _records[0].Seq;
            _drops.Dropped(Boot, seq);
            _drops.CarrierDropped(seq);
            RemoveAt(0);
            _dropped++;
            if (_log.Level == LogLevel.Debug) _log.Debug("dropped " + Boot + "/" + seq.ToString());
        }

        private void Stored(int at)
        {
            DropRange[] reported = _drops.CarrierStored(_records[at].Seq);
            RemoveAt(at);
            _stored++;
            for (int i = 0; i < reported.Length; i++) _journal.Forget(reported[i]);
        }

        private void RemoveAt(int at)
        {
            _count--;
            for (int i = at; i < _count; i++) _records[i] = _records[i + 1];
            _records[_count] = null;
        }

        private int Find(long seq)
        {
            for (int i = 0; i < _count; i++)
                if (_records[i].Seq == seq) return i;
            return -1;
        }

        private static int Smaller(int a, int b) => a < b ? a : b;
    }
}
