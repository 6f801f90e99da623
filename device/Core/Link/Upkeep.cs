using Nanofleet.Contract;
using Nanofleet.Device.Core.Outbox;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// What a link that stands needs beside readings: heartbeats, a probe where nothing else would show that it is half-open, and
    /// a carrier for reports of lost readings. Belongs to the link thread.
    /// </summary>
    public sealed class Upkeep
    {
        /// <summary>Without an acknowledgement for so long, the birth is sent again: a half-open link shows only then.</summary>
        public const int ProbeMs = 60000;

        /// <summary>A report of lost readings does not wait longer for a reading to ride on.</summary>
        public const int CarrierMs = 30000;

        private const int IdleMs = 1000;

        // With nothing on its way: whatever comes wakes the thread, this is for what a library might fail to say.
        private const int QuietMs = 10000;

        private readonly int _heartbeatMs;
        private readonly Connection _connection;
        private readonly ReadingOutbox _outbox;
        private readonly IClock _clock;
        private readonly Reading[] _noReadings = new Reading[0];
        private long _heartbeatDueMs;

        public Upkeep(int heartbeatMs, Connection connection, ReadingOutbox outbox, IClock clock)
        {
            _heartbeatMs = heartbeatMs;
            _connection = connection;
            _outbox = outbox;
            _clock = clock;
        }

        /// <summary>The link came about: the first heartbeat is due.</summary>
        public void Begin() => _heartbeatDueMs = _clock.UptimeMs;

        /// <summary>Does what is due. Null while all is well, else one of <see cref="LinkFault"/>.</summary>
        /// <param name="waitMs">Until the next step is useful.</param>
        public string Step(out int waitMs)
        {
            waitMs = 0;
            long nowMs = _clock.UptimeMs;
            if (nowMs >= _heartbeatDueMs)
            {
                _heartbeatDueMs = nowMs + _heartbeatMs;
                if (!_connection.Uplink.SendHeartbeat()) return LinkFault.NotSent;
            }

            bool probes = nowMs - _connection.Uplink.HeardMs >= ProbeMs && !_connection.Uplink.StatusOnTheWay;
            if (probes && !_connection.SendBirth()) return LinkFault.NotSent;
            if (_outbox.NeedsCarrier && nowMs - _outbox.LastTakenMs >= CarrierMs && _outbox.TryTake(nowMs, _noReadings, 0, out _)) return null;
            waitMs = WaitMs(nowMs);
            return null;
        }

        private int WaitMs(long nowMs)
        {
            long waitMs = _connection.Uplink.IsQuiet ? QuietMs : IdleMs;
            if (_heartbeatDueMs - nowMs < waitMs) waitMs = _heartbeatDueMs - nowMs;
            long replayMs = _outbox.ReplayInMs(nowMs);
            return (int)(replayMs < waitMs ? replayMs : waitMs);
        }
    }
}
