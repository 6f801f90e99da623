using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>What one sampling took, and how far its delivery is.</summary>
    public sealed class OutboxRecord
    {
        public OutboxRecord(long seq, long uptimeMs, byte[] sensors)
        {
            Seq = seq;
            UptimeMs = uptimeMs;
            Sensors = sensors;
        }

        public long Seq { get; }

        public long UptimeMs { get; }

        /// <summary>The readings, encoded as the data message wants them.</summary>
        public byte[] Sensors { get; }

        /// <summary>
        /// The drop reports that travel with it, decided at its first sending and the same in every copy:
        /// whichever copy is stored, they are.
        /// </summary>
        public DropRange[] Drops { get; internal set; }

        /// <summary>How often it was sent.</summary>
        internal int Sends { get; set; }

        /// <summary>Sent on the connection that stands now, and not to be sent again before <see cref="DueMs"/>.</summary>
        internal bool OnTheWay { get; set; }

        /// <summary>Waits for its PUBACK: the link minds that, not the clock.</summary>
        internal bool AwaitsAck { get; set; }

        internal long DueMs { get; set; }
    }
}
