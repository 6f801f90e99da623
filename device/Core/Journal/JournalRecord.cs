using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Journal
{
    /// <summary>What survives a restart: enough to tell, whenever power goes, which readings may be lost.</summary>
    public sealed class JournalRecord
    {
        /// <summary>Counts the writes; of two good slots the higher one is newer.</summary>
        public long Generation;

        public string Boot;

        /// <summary>No sequence number above it was ever used in this boot.</summary>
        public long Reserved;

        /// <summary>The board said goodbye; then <see cref="LastSeq"/> and <see cref="Settled"/> are exact.</summary>
        public bool Planned;

        public long LastSeq;

        /// <summary>At the goodbye nothing waited and nothing was left to report.</summary>
        public bool Settled;

        /// <summary>Uptime of the boot when this was written.</summary>
        public long UptimeMs;

        /// <summary>The board sleeps until its timer wakes it; null where it does not.</summary>
        public SleepNote Sleep;

        /// <summary>Earlier boots whose loss the gateway has not yet confirmed, oldest first. All begin at 1.</summary>
        public DropRange[] Lost = new DropRange[0];
    }
}
