using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// Readings between sampling and storage: the newest in memory, older ones on flash. A record leaves only when the gateway
    /// has it (or when the oldest must make room: that is counted and reported). At any moment taken = stored + waiting + dropped.
    /// The sampling thread puts in, the link thread sends and settles; one lock, held here for those who do the work, and
    /// never during network calls.
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

        private readonly object _gate = new object();
        private readonly OutboxParts _parts;
        private readonly OutboxRoom _room;
        private readonly OutboxIntake _intake;
        private readonly OutboxSending _sending;
        private readonly OutboxSettling _settling;
        private bool _closed;
        private bool _asleep;

        /// <param name="journal">Already started; where it resumed a boot, time goes on with it.</param>
        public ReadingOutbox(OutboxLimits limits, IFileStore files, BootJournal journal, IBoard board, BoardTime time, Log log)
        {
            var reader = new SegmentReader(files);
            _parts = new OutboxParts(limits, files, reader, journal, time, log);
            _room = new OutboxRoom(_parts);
            _intake = new OutboxIntake(_parts, _room, limits, board);
            _sending = new OutboxSending(_parts, _room, reader);
            _settling = new OutboxSettling(_parts);
        }

        public string Boot => _parts.Boot;

        /// <summary>Uptime of the newest record, 0 before the first.</summary>
        public long LastTakenMs => _parts.Account.LastTakenMs;

        /// <summary>Uptime at which one last had to make room, 0 while none had to.</summary>
        public long LastDroppedMs => _room.LastDroppedMs;

        /// <summary>Records taken since this start that are neither stored nor dropped.</summary>
        public int Waiting
        {
            get { lock (_gate) return _parts.Waiting; }
        }

        /// <summary>Of them, what a power cut would cost.</summary>
        public int InMemory
        {
            get { lock (_gate) return _parts.Records.Count; }
        }

        /// <summary>Records on flash, of this start and of earlier ones.</summary>
        public int OnFlash
        {
            get { lock (_gate) return _parts.Flash.Waiting(true) + _parts.Flash.Waiting(false); }
        }

        /// <summary>How full it is, in eighths.</summary>
        public int Eighths
        {
            get
            {
                lock (_gate)
                {
                    if (!_parts.Flash.IsOpen(LastTakenMs)) return _parts.Records.Count * 8 / _parts.Records.Capacity;
                    return _parts.Flash.Count * 8 / _parts.Flash.Most;
                }
            }
        }

        /// <summary>Milliseconds until a record from flash may be sent, at most; what comes later is asked for again.</summary>
        public long ReplayInMs(long nowMs)
        {
            lock (_gate) return _sending.ReplayInMs(nowMs);
        }

        /// <summary>True when reports of lost readings wait, and no record that was not sent yet could carry them.</summary>
        public bool NeedsCarrier
        {
            get { lock (_gate) return _sending.NeedsCarrier; }
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
                return !_closed && _intake.TryTake(uptimeMs, readings, count, out seq);
            }
        }

        /// <summary>Brings to flash what has waited in memory for too long, and tidies up there. To be called now and then.</summary>
        public void Tend(long nowMs)
        {
            lock (_gate)
            {
                if (_asleep) return;
                _intake.MoveAged(nowMs);
                _parts.Flash.Tidy(nowMs);
            }
        }

        /// <summary>Brings everything to flash that can be: the board is about to restart without a goodbye.</summary>
        public void Rescue(long nowMs)
        {
            lock (_gate) _intake.MoveAll(nowMs);
        }

        /// <summary>A record that is due, marked as sent; null when there is none. It holds until the next call.</summary>
        public OutboxRecord NextToSend(long nowMs)
        {
            lock (_gate) return _asleep ? null : _sending.Next(nowMs);
        }

        /// <summary>The broker has the record. Where that means it is stored, it leaves.</summary>
        public void Acknowledged(string boot, long seq, bool meansStored, long nowMs)
        {
            lock (_gate)
                if (!_asleep) _settling.Acknowledged(boot, seq, meansStored, nowMs);
        }

        /// <summary>The gateway said what it has, and what it misses: that is sent again at once.</summary>
        public void Settle(StoredMessage message, long nowMs)
        {
            lock (_gate)
                if (!_asleep) _settling.Settle(message, nowMs);
        }

        /// <summary>The connection is gone, and with it every acknowledgement that was under way.</summary>
        public void LinkLost()
        {
            lock (_gate) _sending.LinkLost();
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
                _intake.MoveAll(nowMs);
                _parts.Journal.SayGoodbye(_parts.Waiting == 0 && _parts.Drops.Count == 0);
            }
        }

        /// <summary>
        /// Brings what waits to flash and lets the journal know that the board sleeps, after <see cref="Close"/>. From then on
        /// nothing changes here any more: on waking it must all be as it was written down.
        /// </summary>
        /// <param name="quietWakes">Since the board was last on the link.</param>
        /// <returns>False where flash refused: the board must not sleep, or it would lose readings, or count some twice.</returns>
        public bool FallAsleep(long nowMs, long sleepMs, int quietWakes)
        {
            lock (_gate)
            {
                _intake.MoveAll(nowMs);
                if (_parts.Records.Count > 0) return false;
                SleepNote note = _parts.Note();
                note.SleepMs = sleepMs;
                note.QuietWakes = quietWakes;
                return _asleep = _parts.Journal.FallAsleep(note);
            }
        }

        /// <summary>The board stays awake after all: readings are taken again.</summary>
        public void Reopen()
        {
            lock (_gate) _closed = false;
        }

        /// <summary>Gives up all that waits, of earlier starts, too, and returns how many that were.</summary>
        public int Discard()
        {
            lock (_gate) return _asleep ? 0 : _room.Discard();
        }

        /// <summary>Members for a diagnosis.</summary>
        public void Describe(JsonBuffer json)
        {
            lock (_gate)
            {
                json.Member("in_memory", _parts.Records.Count);
                json.Member("on_flash", _parts.Flash.Waiting(true));
                json.Member("on_flash_earlier", _parts.Flash.Waiting(false));
                json.Member("segments", _parts.Flash.Count);
                json.Member("flash_writes", _parts.Flash.Writes);
                json.Member("flash_failing", _parts.Flash.Failing);
                json.Member("drop_reports", _parts.Drops.Count);
            }
        }

        /// <summary>The account of readings, in one moment.</summary>
        public void Fill(HeartbeatMessage message)
        {
            lock (_gate)
            {
                message.Boot = Boot;
                message.OnFlash = _parts.Flash.Waiting(true) + _parts.Flash.Waiting(false);
                _parts.Account.Fill(message, _parts.Waiting);
            }
        }
    }
}
