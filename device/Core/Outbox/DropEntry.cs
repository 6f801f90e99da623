using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>One report of lost readings on its way to the gateway.</summary>
    internal sealed class DropEntry
    {
        public DropRange Range;

        /// <summary>The record that carries it, 0 while none does.</summary>
        public long Carrier;

        /// <summary>It was sent at least once: what the gateway may have seen is not changed any more.</summary>
        public bool Frozen;

        /// <summary>It tells of an earlier start of the board.</summary>
        public bool Earlier;

        /// <summary>
        /// Readings of its boot still wait on flash: not sent before those are settled, or the gateway would take them for lost.
        /// </summary>
        public bool Held;
    }
}
