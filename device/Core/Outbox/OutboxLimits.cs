namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>How much the outbox may hold, and how long a reading may be in memory only.</summary>
    public sealed class OutboxLimits
    {
        /// <summary>Records in memory.</summary>
        public int Capacity;

        /// <summary>Bytes on flash, in whole segments; 0 for memory only.</summary>
        public int FlashBytes;

        /// <summary>A record that has waited so long goes to flash, and all the others with it.</summary>
        public int FlushMs;
    }
}
