using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Journal
{
    /// <summary>
    /// What a board that goes to sleep leaves for itself, so that its timer wakes it within the same boot: numbers, uptime and
    /// account go on, and neither flash nor the gateway sees a new start every few minutes.
    /// </summary>
    public sealed class SleepNote
    {
        /// <summary>After so many a wake uses the link, whatever the settings say.</summary>
        public const int MostQuietWakes = 10000;

        /// <summary>The life that goes on: see <see cref="BootJournal.Life"/>.</summary>
        public long Life;

        /// <summary>How long it means to sleep.</summary>
        public long SleepMs;

        /// <summary>Wakes since it was last on the link, this one included.</summary>
        public int QuietWakes;

        /// <summary>Records taken in this boot.</summary>
        public long Taken;

        /// <summary>Of them dropped, by <see cref="Reasons"/>.</summary>
        public long[] Dropped = new long[Reasons.Length];

        /// <summary>Records of this boot in its files: when it wakes they must all still be there.</summary>
        public int OnFlash;

        /// <summary>Reports of drops of this boot that are not stored yet.</summary>
        public DropRange[] Drops = new DropRange[0];

        /// <summary>Why a board that runs drops something.</summary>
        public static string[] Reasons => new[] { DropReasons.OutboxFull, DropReasons.FlashFault, DropReasons.Discarded };
    }
}
