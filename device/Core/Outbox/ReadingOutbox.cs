using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// Readings between sampling and storage: the newest in memory, older ones on flash. A record leaves only when the gateway
    /// has it (or when the oldest must make room: that is counted and reported). At any moment taken = stored + waiting + dropped.
    /// The sampling thread puts in, the link thread sends and settles; one lock, never held during network calls.
    /// </summary>
    public sealed class ReadingOutbox
    {
        /// <summary>
        /// With less free memory a board cannot parse a command or encode a message any more, and may soon restart: what waits
        /// is brought to safety.
        /// </summary>
        public const long LeastFreeBytes = 12000;

        /// <summary>Pause between two records from flash: the live ones go between them, and a fleet that comes back does not flood.</summary>
        public const int ReplayGapMs = 100;

        // Asking for free memory makes the board collect garbage, and a batch should be worth a write: only when records pile up.
        private const int Few = 8;

        private readonly object _gate = new object();
        private readonly BootJournal _journal;
        private readonly IBoard _board;
        private readonly OutboxLimits _limits;
        private readonly Log _log;
        private readonly DropLedger _drops = new DropLedger();
        private readonly SensorTable _sensors = new SensorTable();
        private readonly byte[] _encoded = new byte[RecordCodec.Most];
        private readonly OutboxRecord _next = new OutboxRecord();
        private readonly OutboxAccount _account = new OutboxAccount();
        private readonly RecordBuffer _records;
        private readonly SegmentLog _flash;
        private readonly SegmentReplay _replay;
        private long _replayDueMs;
        private bool _replaysNext;
        private bool _closed;
        private bool _full;

        /// <param name="journal">Already started.</param>
        public ReadingOutbox(OutboxLimits limits, IFileStore files, BootJournal journal, IBoard board, BoardTime time, Log log)
        {
            _limits = limits;
            _journal = journal;
            _board = board;
            _log = log;
            _records = new RecordBuffer(limits.Capacity);
            var reader = new SegmentReader(files);
            _flash = new SegmentLog(files, limits.FlashBytes, journal, time, log);
            _replay = new SegmentReplay(_flash, reader);
            _flash.Scan(reader);
            for (int i = 0; i < journal.Lost.Length; i++) _drops.AddEarlier(journal.Lost[i], _flash.HoldsEarlier(journal.Lost[i].Boot));
        }

        public string Boot => _journal.Boot;

        /// <summary>Uptime of the newest record, 0 before the first.</summary>
        public long LastTakenMs => _account.LastTakenMs;

        /// <summary>Uptime at which one last had to make room, 0 while none had to.</summary>
        public long LastDroppedMs { get; private set; }

        /// <summary>Records taken since this start that are neither stored nor dropped.</summary>
        public int Waiting
        {
            get { lock (_gate) return _records.Count + _flash.Waiting(true); }
        }

        /// <summary>Of them, what a power cut would cost.</summary>
        public int InMemory
        {
            get { lock (_gate) return _records.Count; }
        }

        /// <summary>Records on flash, of this start and of earlier ones.</summary>
        public int OnFlash
        {
            get { lock (_gate) return _flash.Waiting(true) + _flash.Waiting(false); }
        }

        /// <summary>How full it is, in eighths.</summary>
        public int Eighths
        {
            get
            {
                lock (_gate)
                {
                    if (!_flash.IsOpen(LastTakenMs)) return _records.Count * 8 / _records.Capacity;
                    return _flash.Count * 8 / _flash.Most;
                }
            }
        }

        /// <summary>Milliseconds until a record from flash may be sent, at most; what comes later is asked for again.</summary>
        public long ReplayInMs(long nowMs)
        {
            lock (_gate)
            {
                if (!_replay.IsDue(nowMs + ReplayGapMs)) return long.MaxValue;
                return _replayDueMs > nowMs ? _replayDueMs - nowMs : ReplayGapMs;
            }
        }

        /// <summary>True when reports of lost readings wait, and no record that was not sent yet could carry them.</summary>
        public bool NeedsCarrier
        {
            get
            {
                lock (_gate)
                {
                    if (!_drops.HasUncarried) return false;
                    for (int at = 0; at < _records.End; at = _records.Next(at))
                        if (_records.Sends(at) == 0) return false;
                    return true;
                }
            }
        }

        /// <summary>
        /// Takes one sampling under the next sequence number. False when no number could be had (flash) or the board is
        /// about to restart: then nothing was taken.
        /// </summary>
        public bool TryTake(long uptimeMs, Reading[] readings, int count, out long seq)
        {
            lock (_gate)
            {
                seq = 0;
                if (_closed || !_journal.TryReserve(out seq)) return false;
                int length = RecordCodec.Put(_encoded, seq, uptimeMs, readings, count, _sensors);
                if (_records.IsNearlyFull || IsMemoryShort) MoveAll(uptimeMs);
                bool full = !_records.HasRoom(length);
                if (full && !_full) _log.Warning("outbox full: from now on the oldest reading makes room for each new one");
                _full = full;
                while (!_records.HasRoom(length)) DropOldest(DropReasons.OutboxFull, uptimeMs);
                _journal.Use(seq);
                _records.Add(_encoded, length);
                _account.Take(uptimeMs);
                // Inside the lock: the console must not learn of a record after the network did.
                if (_log.Level == LogLevel.Debug) _log.Debug("taken " + Boot + "/" + seq.ToString());
                MoveAged(uptimeMs);
                return true;
            }
        }

        /// <summary>Brings to flash what has waited in memory for too long, and tidies up there. To be called now and then.</summary>
        public void Tend(long nowMs)
        {
            lock (_gate)
            {
                MoveAged(nowMs);
                _flash.Tidy(nowMs);
            }
        }

        /// <summary>Brings everything to flash that can be: the board is about to restart without a goodbye.</summary>
        public void Rescue(long nowMs)
        {
            lock (_gate) MoveAll(nowMs);
        }

        /// <summary>A record that is due, marked as sent; null when there is none. It holds until the next call.</summary>
        public OutboxRecord NextToSend(long nowMs)
        {
            lock (_gate)
            {
                bool replayed = _replaysNext && TryReplay(nowMs);
                bool found = replayed || TryLive(nowMs);
                if (!found && !_replaysNext) found = replayed = TryReplay(nowMs);
                _replaysNext = !replayed;
                GiveUpLost();
                return found ? _next : null;
            }
        }

        /// <summary>The broker has the record. Where that means it is stored, it leaves.</summary>
        public void Acknowledged(string boot, long seq, bool meansStored, long nowMs)
        {
            lock (_gate)
            {
                int at = boot == Boot ? _records.Find(seq) : -1;
                if (at >= 0)
                {
                    _records.MarkAcknowledged(at, nowMs + Resend.WaitMs(_records.Sends(at) - 1));
                    if (meansStored) StoredInMemory(at);
                    return;
                }

                for (int i = 0; meansStored && i < _flash.Count; i++)
                {
                    if (_flash.At(i).Boot != boot || !_flash.At(i).Has(seq)) continue;
                    StoredOnFlash(_flash.At(i), seq);
                    return;
                }
            }
        }

        /// <summary>The gateway said what it has, and what it misses: that is sent again at once.</summary>
        public void Settle(StoredMessage message, long nowMs)
        {
            lock (_gate)
            {
                for (int i = _flash.Count - 1; i >= 0; i--)
                    if (_flash.At(i).Boot == message.Boot) Settle(_flash.At(i), message);
                if (message.Boot != Boot) return;
                for (int at = 0; at < _records.End;)
                {
                    long seq = _records.Seq(at);
                    if (message.Settles(seq))
                    {
                        StoredInMemory(at);
                        continue;
                    }

                    if (seq <= message.UpTo) _records.MarkDue(at, nowMs);
                    at = _records.Next(at);
                }
            }
        }

        /// <summary>The connection is gone, and with it every acknowledgement that was under way.</summary>
        public void LinkLost()
        {
            lock (_gate)
            {
                _records.LinkLost();
                _replay.LinkLost();
            }
        }

        /// <summary>Takes nothing any more; what waits can still be sent.</summary>
        public void Close()
        {
            lock (_gate) _closed = true;
        }

        /// <summary>Brings what waits to flash and writes the goodbye to the journal, after <see cref="Close"/>.</summary>
        public void SayGoodbye(long nowMs)
        {
            lock (_gate)
            {
                MoveAll(nowMs);
                _journal.SayGoodbye(_records.Count == 0 && _drops.Count == 0 && _flash.Waiting(true) == 0);
            }
        }

        /// <summary>Gives up all that waits, of earlier starts, too, and returns how many that were.</summary>
        public int Discard()
        {
            lock (_gate)
            {
                int before = _records.Count + _flash.Waiting(true) + _flash.Waiting(false);
                while (_flash.Count > 0) DropSegment(_flash.At(0), DropReasons.Discarded);
                // Room is made on purpose: nobody is short of it.
                while (_records.Count > 0) DropOldest(DropReasons.Discarded, 0);
                return before;
            }
        }

        /// <summary>Members for a diagnosis.</summary>
        public void Describe(JsonBuffer json)
        {
            lock (_gate)
            {
                json.Member("in_memory", _records.Count);
                json.Member("on_flash", _flash.Waiting(true));
                json.Member("on_flash_earlier", _flash.Waiting(false));
                json.Member("segments", _flash.Count);
                json.Member("flash_writes", _flash.Writes);
                json.Member("flash_failing", _flash.Failing);
                json.Member("drop_reports", _drops.Count);
            }
        }

        /// <summary>The account of readings, in one moment.</summary>
        public void Fill(HeartbeatMessage message)
        {
            lock (_gate)
            {
                int ownOnFlash = _flash.Waiting(true);
                message.Boot = Boot;
                message.OnFlash = ownOnFlash + _flash.Waiting(false);
                _account.Fill(message, _records.Count + ownOnFlash);
            }
        }

        private bool IsMemoryShort => _records.Count >= Few && _board.FreeMemory < LeastFreeBytes;

        private bool TryLive(long nowMs)
        {
            for (int at = 0; at < _records.End; at = _records.Next(at))
            {
                if (!_records.IsDue(at, nowMs)) continue;
                _next.Load(_records.Bytes, at + RecordBuffer.Head, _records.Length(at), _sensors);
                _next.OfThisStart(Boot);
                _next.Drops = _records.Sends(at) == 0 ? _drops.RideOn(_next.Seq) : _drops.Of(_next.Seq);
                _records.MarkSent(at);
                return true;
            }

            return false;
        }

        private bool TryReplay(long nowMs)
        {
            if (_flash.Count == 0 || nowMs < _replayDueMs || !_replay.TryNext(nowMs, _next)) return false;
            // It may have been sent before, also by an earlier start: it takes no reports on.
            _next.Drops = _next.IsOwn ? _drops.Of(_next.Seq) : _drops.Of(-1);
            _replayDueMs = nowMs + ReplayGapMs;
            return true;
        }

        private void MoveAged(long nowMs)
        {
            if (_records.Count == 0) return;
            int at = RecordBuffer.Head;
            Varint.Get(_records.Bytes, ref at);
            if (nowMs - Varint.Get(_records.Bytes, ref at) >= _limits.FlushMs) MoveAll(nowMs);
        }

        /// <summary>Moves everything to flash, batch by batch; the oldest segment makes room where the budget is spent.</summary>
        private void MoveAll(long nowMs)
        {
            while (_records.Count > 0 && _flash.IsOpen(nowMs))
            {
                while (_flash.NeedsRoom(_records))
                {
                    LastDroppedMs = nowMs;
                    DropSegment(_flash.At(0), DropReasons.OutboxFull);
                }

                int moved = _flash.Append(_records, _sensors, nowMs);
                if (moved == 0) return;
                _records.RemoveBefore(moved);
            }
        }

        private void DropOldest(string reason, long nowMs)
        {
            LastDroppedMs = nowMs;
            long seq = _records.Seq(0);
            _drops.Dropped(Boot, seq, seq, reason, _flash.Waiting(true) == 0);
            _drops.CarrierDropped(seq);
            _records.RemoveBefore(_records.Next(0));
            _account.Drop(reason, 1);
            if (_log.Level == LogLevel.Debug) _log.Debug("dropped " + Boot + "/" + seq.ToString());
        }

        private void DropSegment(Segment segment, string reason)
        {
            bool own = _flash.IsOwn(segment);
            bool oldest = segment == _flash.At(0);
            _log.Warning("outbox: " + segment.Waiting.ToString() + " readings of boot " + segment.Boot + " dropped, " + reason);
            segment.FindWaiting(out long from, out long to);
            if (own)
            {
                for (long seq = from; seq <= to; seq++) _drops.CarrierDropped(seq);
                _drops.Dropped(segment.Boot, from, to, reason, oldest);
                _account.Drop(reason, segment.Waiting);
            }
            else
            {
                _drops.DroppedEarlier(segment.Boot, from, to, reason);
            }

            _flash.Remove(segment);
            Release(segment);
        }

        private void GiveUpLost()
        {
            if (_replay.Lost == null) return;
            DropSegment(_replay.Lost, DropReasons.FlashFault);
            _replay.Lost = null;
        }

        // What an earlier start took may be named because nobody expects it any more: only what was sent now counts.
        private void Settle(Segment segment, StoredMessage message)
        {
            long last = _flash.IsOwn(segment) || segment.LastSeq < segment.SentSeq ? segment.LastSeq : segment.SentSeq;
            bool missing = false;
            for (long seq = segment.FirstSeq; seq <= last; seq++)
            {
                if (!segment.Has(seq)) continue;
                if (message.Settles(seq)) StoredOnFlash(segment, seq);
                else missing |= seq <= message.UpTo && seq <= segment.SentSeq;
            }

            // Not while they are still being sent: the gateway misses then what is on its way.
            if (missing && segment.DueMs > 0) segment.SendAgain();
        }

        private void StoredInMemory(int at)
        {
            long seq = _records.Seq(at);
            _records.RemoveAt(at);
            Stored(seq);
        }

        private void StoredOnFlash(Segment segment, long seq)
        {
            _flash.Settle(segment, seq);
            if (_flash.IsOwn(segment)) Stored(seq);
            else Release(segment);
        }

        private void Stored(long seq)
        {
            DropRange[] reported = _drops.CarrierStored(seq);
            _account.Store();
            for (int i = 0; i < reported.Length; i++) _journal.Forget(reported[i]);
        }

        private void Release(Segment segment)
        {
            if (!_flash.IsOwn(segment) && !_flash.HoldsEarlier(segment.Boot)) _drops.Release(segment.Boot);
        }
    }
}
