using System;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Journal
{
    /// <summary>
    /// Gives out sequence numbers and remembers across restarts which of them may be lost with the memory. Numbers are reserved
    /// on flash in blocks before one of the block is used, so the report of a lost boot covers at least what was taken;
    /// the gateway subtracts what it has stored. A boot's loss stays here until the gateway has it.
    /// Not safe for several threads: the outbox calls it under its own lock.
    /// </summary>
    public sealed class BootJournal
    {
        /// <summary>Sequence numbers reserved by one flash write.</summary>
        public const int Block = 16;

        /// <summary>Boots whose loss may wait to be reported: half of what a message can carry.</summary>
        public const int MostLost = Limits.DropRanges / 2;

        private const string DeepSleep = "deep_sleep";

        // Sessions of a nonce that is used again must be above all earlier ones; no start connects that often.
        private const long SessionsPerStart = 1000000;

        private readonly JournalSlots _slots;
        private readonly IClock _clock;
        private readonly Log _log;
        private JournalRecord _record;
        private string _nonce;
        private long _last;

        public BootJournal(IFileStore files, IClock clock, Log log)
        {
            _slots = new JournalSlots(files);
            _clock = clock;
            _log = log;
        }

        public string Boot => _record.Boot;

        /// <summary>The highest sequence number given out.</summary>
        public long LastSeq => _last;

        /// <summary>Tells this start from every other one, also where two share a boot.</summary>
        public long Life { get; private set; }

        /// <summary>Sessions of this boot count from the one after it.</summary>
        public long SessionBase { get; private set; }

        /// <summary>first_start, planned, deep_sleep, power_or_hang or unknown: but for a sleep the chip itself does not tell.</summary>
        public string ResetReason { get; private set; }

        /// <summary>How long the boot before this one lasted, 0 where unknown.</summary>
        public long PreviousUptimeMs { get; private set; }

        /// <summary>What this boot left before it fell asleep, where it goes on now; else null.</summary>
        public SleepNote Resumed { get; private set; }

        /// <summary>Uptime of the boot when the clock of this start stood at 0: sleep counts as uptime.</summary>
        public long UptimeBaseMs { get; private set; }

        /// <summary>Losses of earlier boots that are still to be reported.</summary>
        public DropRange[] Lost => _record.Lost;

        /// <summary>Reads what the boot before left, settles this boot's nonce and first number, and writes both down.</summary>
        /// <param name="nonce">Eight random hex digits.</param>
        /// <param name="woken">The timer of a sleep began this start, and nothing else.</param>
        public void Start(string nonce, bool woken = false)
        {
            _nonce = nonce;
            JournalRecord before = _slots.Load();
            if (woken && before != null && before.Sleep != null) GoOn(before);
            else Begin(before);
        }

        /// <summary>What the boot left before it fell asleep is not all there any more: this is a new boot, after all.</summary>
        public void Renew()
        {
            JournalRecord before = _record;
            Resumed = null;
            UptimeBaseMs = 0;
            SessionBase = 0;
            _last = 0;
            Begin(before);
        }

        private void Begin(JournalRecord before)
        {
            Explain(before);
            _record = new JournalRecord { Boot = _nonce };
            if (before != null) Inherit(before);
            _record.Reserved = _last;
            Save();
            Life = _record.Generation;
        }

        /// <summary>
        /// The next sequence number, free for <see cref="Use"/>; false when it could not be reserved on flash.
        /// Then nothing may be taken.
        /// </summary>
        public bool TryReserve(out long seq)
        {
            seq = _last + 1;
            if (seq <= _record.Reserved) return true;
            _record.Reserved += Block;
            if (Save()) return true;
            _record.Reserved -= Block;
            return false;
        }

        /// <summary>Gives the reserved number out. Apart from reserving, so that memory running out in between leaves no gap.</summary>
        public void Use(long seq) => _last = seq;

        /// <summary>The gateway knows of this loss. Nothing happens for one of this boot: that was never in the journal.</summary>
        public void Forget(DropRange reported)
        {
            int at = 0;
            while (at < _record.Lost.Length && _record.Lost[at] != reported) at++;
            if (at == _record.Lost.Length) return;
            var rest = new DropRange[_record.Lost.Length - 1];
            Array.Copy(_record.Lost, 0, rest, 0, at);
            Array.Copy(_record.Lost, at + 1, rest, at, rest.Length - at);
            _record.Lost = rest;
            Save();
        }

        /// <summary>Writes the goodbye: from now on no number is given out.</summary>
        /// <param name="settled">Whether everything taken is stored and every drop reported.</param>
        public void SayGoodbye(bool settled)
        {
            _record.Planned = true;
            _record.LastSeq = _last;
            _record.Settled = settled;
            Save();
        }

        /// <summary>
        /// Writes down that the board sleeps, and from where it goes on. Numbers for the next wake are reserved with it, so that
        /// a wake which only samples writes nothing else here: whether that wake ended well is told by how the next start came
        /// about. One that no timer began may have been preceded by readings that are lost, up to the last number reserved.
        /// </summary>
        /// <returns>False where flash refused; then the board must not sleep, for its timer would wake it to what was before.</returns>
        public bool FallAsleep(SleepNote note)
        {
            long reserved = _record.Reserved;
            if (_record.Reserved < _last + Block) _record.Reserved = _last + Block;
            note.Life = Life;
            _record.LastSeq = _last;
            _record.Sleep = note;
            bool saved = Save();
            _record.Sleep = null;
            if (!saved) _record.Reserved = reserved;
            return saved;
        }

        private void GoOn(JournalRecord before)
        {
            _record = before;
            Resumed = before.Sleep;
            _record.Sleep = null;
            _last = before.LastSeq;
            Life = Resumed.Life;
            UptimeBaseMs = before.UptimeMs + Resumed.SleepMs;
            // Above those of every earlier wake: the generation grew with each sleep.
            SessionBase = before.Generation * SessionsPerStart;
            ResetReason = DeepSleep;
        }

        private void Explain(JournalRecord before)
        {
            if (ResetReason == DeepSleep) return;
            if (before == null) ResetReason = _slots.Damaged ? "unknown" : "first_start";
            else ResetReason = before.Planned ? "planned" : "power_or_hang";
            if (_slots.Damaged) _log.Error("journal damaged: losses of the boot before cannot be told");
            if (before != null && before.Planned) PreviousUptimeMs = before.UptimeMs;
        }

        private void Inherit(JournalRecord before)
        {
            _record.Generation = before.Generation;
            _record.Lost = before.Lost;
            long used = before.Planned ? before.LastSeq : before.Reserved;
            bool lossPossible = used > 0 && !(before.Planned && before.Settled);
            if (lossPossible) AddLost(new DropRange(before.Boot, 1, used, before.Planned ? DropReasons.Reboot : DropReasons.PowerLoss));
            if (_record.Boot == before.Boot)
            {
                // Chance failed: numbers of this nonce were used, and the gateway would take new ones for copies.
                _last = used;
                SessionBase = before.Generation * SessionsPerStart;
                return;
            }

            if (_record.Lost.Length < MostLost) return;

            // No room to report one boot more: go on under the newest lost nonce, after its numbers, so that the list stays
            // bounded and still nothing is unreported.
            DropRange newest = _record.Lost[_record.Lost.Length - 1];
            _record.Boot = newest.Boot;
            _last = newest.Boot == before.Boot ? used : newest.To;
            SessionBase = before.Generation * SessionsPerStart;
            _log.Warning("too many losses to report: going on with boot " + newest.Boot);
        }

        private void AddLost(DropRange loss)
        {
            int count = _record.Lost.Length;
            // A boot that went on under an old nonce is there already, and last: its range grows.
            if (count > 0 && _record.Lost[count - 1].Boot == loss.Boot) count--;
            var list = new DropRange[count + 1];
            Array.Copy(_record.Lost, 0, list, 0, count);
            list[count] = loss;
            _record.Lost = list;
        }

        private bool Save()
        {
            _record.Generation++;
            _record.UptimeMs = UptimeBaseMs + _clock.UptimeMs;
            bool saved = _slots.Save(_record);
            if (!saved) _log.Error("journal not written: flash full or worn?");
            return saved;
        }
    }
}
