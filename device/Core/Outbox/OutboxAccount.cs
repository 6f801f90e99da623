using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>What became of the readings of this start: taken = stored + waiting + dropped, by reason. Belongs to the outbox, under its lock.</summary>
    internal sealed class OutboxAccount
    {
        private readonly string[] _reasons = { DropReasons.OutboxFull, DropReasons.FlashFault, DropReasons.Discarded };
        private readonly long[] _dropped = new long[3];
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
