using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>What became of the readings of this boot: taken = stored + waiting + dropped, by reason. Belongs to the outbox, under its lock.</summary>
    internal sealed class OutboxAccount
    {
        private readonly string[] _reasons = SleepNote.Reasons;
        private readonly long[] _dropped = new long[SleepNote.Reasons.Length];
        private long _taken;
        private long _stored;

        /// <summary>Uptime of the newest record, 0 before the first.</summary>
        public long LastTakenMs { get; private set; }

        public void Take(long nowMs)
        {
            _taken++;
            LastTakenMs = nowMs;
        }

        public void Store() => _stored++;

        /// <summary>The boot goes on after a sleep. What the gateway had confirmed of records that wait again is asked for again.</summary>
        public void Resume(SleepNote note, int waiting)
        {
            _taken = note.Taken;
            _stored = note.Taken - waiting;
            for (int i = 0; i < _dropped.Length; i++)
            {
                _dropped[i] = note.Dropped[i];
                _stored -= note.Dropped[i];
            }
        }

        public void FillNote(SleepNote note)
        {
            note.Taken = _taken;
            for (int i = 0; i < _dropped.Length; i++) note.Dropped[i] = _dropped[i];
        }

        /// <param name="reason">One of those that this board gives.</param>
        public void Drop(string reason, int records)
        {
            for (int i = 0; i < _reasons.Length; i++)
                if (_reasons[i] == reason) _dropped[i] += records;
        }

        /// <param name="waiting">Of this start.</param>
        public void Fill(HeartbeatMessage message, int waiting)
        {
            message.Taken = _taken;
            message.Stored = _stored;
            message.Waiting = waiting;
            message.DropNames = _reasons;
            message.DropCounts = _dropped;
        }
    }
}
