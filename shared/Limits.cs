namespace Nanofleet.Contract
{
    /// <summary>What either side may send or must accept, contract version 1.</summary>
    public static class Limits
    {
        public const int ContractVersion = 1;

        /// <summary>Bytes of a message that a board sends: it has some 25 KB of memory in all.</summary>
        public const int BoardMessage = 4096;

        /// <summary>Bytes of a message that the gateway takes.</summary>
        public const int GatewayMessage = 65536;

        /// <summary>Bytes of a desired configuration: a board keeps two of them on flash and reads one at a time.</summary>
        public const int ConfigDocument = 2048;

        public const int DeviceId = 64;

        public const int SensorName = 50;

        public const int Unit = 16;

        public const int RequestId = 64;

        /// <summary>Sensors in one message of a board.</summary>
        public const int BoardReadings = 16;

        /// <summary>Sensors in one message that the gateway takes.</summary>
        public const int GatewayReadings = 1000;

        /// <summary>Drop ranges that a board carries until they are stored.</summary>
        public const int DropRanges = 16;
    }
}
