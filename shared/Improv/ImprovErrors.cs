namespace Nanofleet.Contract.Improv
{
    /// <summary>Improv Serial 1, section "Packet: Error state".</summary>
    public static class ImprovErrors
    {
        public const byte None = 0x00;

        /// <summary>Damaged, cut off, or its lengths do not fit together.</summary>
        public const byte InvalidPacket = 0x01;

        public const byte UnknownCommand = 0x02;

        /// <summary>The network was tried and not joined.</summary>
        public const byte UnableToConnect = 0x03;

        public const byte BadHostname = 0x05;

        /// <summary>None of the others. From our firmware: it is busy with an earlier command.</summary>
        public const byte Unknown = 0xFF;
    }
}
