namespace Nanofleet.Contract.Improv
{
    /// <summary>
    /// The dialogue by which a board gets its settings: one JSON object with the names of <c>nanofleet.json</c>, in pieces.
    /// Each step is answered with the same step. Every one may be sent again when its answer was lost.
    /// </summary>
    public static class SettingsSteps
    {
        /// <summary>No data. Answered with texts: see <see cref="SettingsAnswer"/>.</summary>
        public const byte Describe = 0x01;

        /// <summary>Length (2 bytes, lowest first) and CRC-32 (4 bytes) of the object. The answer says from which byte on it is wanted: not from 0 where the same one was cut off.</summary>
        public const byte Begin = 0x02;

        /// <summary>Offset (2 bytes), then the bytes. The answer says from which byte on it goes on.</summary>
        public const byte Chunk = 0x03;

        /// <summary>CRC-32 (4 bytes): check it, keep it, restart with it. Nothing is changed before.</summary>
        public const byte Commit = 0x04;

        /// <summary>From the board only, unasked, before an error state: what it means in this case.</summary>
        public const byte Detail = 0x05;
    }
}
