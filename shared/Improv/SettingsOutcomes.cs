namespace Nanofleet.Contract.Improv
{
    /// <summary>What became of a step of <see cref="SettingsSteps"/>.</summary>
    public static class SettingsOutcomes
    {
        public const byte Done = 0x00;

        /// <summary>One thing that is wrong with the settings: its name and a sentence. More answers to the same step follow, the last one is <see cref="Refused"/>.</summary>
        public const byte Fault = 0x01;

        /// <summary>For what the faults before it say. The board is as it was.</summary>
        public const byte Refused = 0x02;

        /// <summary>The frame's content is too short, or too long, for its step.</summary>
        public const byte Malformed = 0x03;

        public const byte UnknownStep = 0x04;

        /// <summary>Longer than the board takes; the offset says how long it may be.</summary>
        public const byte TooLarge = 0x05;

        /// <summary>The chunk leaves a gap, or the object is not complete: go on from the offset.</summary>
        public const byte Gap = 0x06;

        /// <summary>The board knows of no such object, for instance because it has restarted: begin again.</summary>
        public const byte NotBegun = 0x07;

        /// <summary>Complete, but its CRC-32 is another one: begin again.</summary>
        public const byte Damaged = 0x08;

        /// <summary>Tries a network, or scans for them: again later.</summary>
        public const byte Busy = 0x09;

        /// <summary>The flash refused; the board is as it was.</summary>
        public const byte NotKept = 0x0A;
    }
}
