namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// How an entry of a segment is framed: one byte of length, kind and content of that length, CRC-32 of all before it.
    /// What a power cut left half written, or what flash forgot, does not pass.
    /// </summary>
    internal static class SegmentEntry
    {
        /// <summary>Version, boot, life: the first of every segment.</summary>
        public const byte Head = (byte)'H';

        /// <summary>Decimals, length of the name, name, unit: gives the next number to a sensor.</summary>
        public const byte Sensor = (byte)'S';

        /// <summary>When this start of the board was, as far as known now, and whence.</summary>
        public const byte Time = (byte)'T';

        /// <summary>One sampling, as <see cref="RecordCodec"/> writes it.</summary>
        public const byte Record = (byte)'R';

        public const byte Version = 1;
        public const int CrcLength = 4;

        /// <summary>Bytes around the content.</summary>
        public const int Frame = 1 + 1 + CrcLength;

        public const byte SntpTime = 1;
        public const byte GatewayTime = 2;
    }
}
