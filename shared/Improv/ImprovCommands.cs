namespace Nanofleet.Contract.Improv
{
    /// <summary>Improv Serial 1, section "Packet: RPC Command". Those that may set a name are answered by our firmware only as questions.</summary>
    public static class ImprovCommands
    {
        /// <summary>Length and text of the SSID, length and text of the password. Answered with the address of a page, or an empty list.</summary>
        public const byte WifiSettings = 0x01;

        /// <summary>Answered with a frame <see cref="ImprovTypes.CurrentState"/>, and once provisioned with a result like that of <see cref="WifiSettings"/>.</summary>
        public const byte CurrentState = 0x02;

        /// <summary>Answered with four texts: firmware, its version, chip, name of the device.</summary>
        public const byte DeviceInfo = 0x03;

        /// <summary>Answered with a result for each network, of three texts: SSID, dBm, YES or NO (a password is needed); then an empty one.</summary>
        public const byte ScanWifi = 0x04;

        /// <summary>With no data a question. Answered with one text.</summary>
        public const byte Hostname = 0x05;

        /// <summary>With no data a question. Answered with one text.</summary>
        public const byte DeviceName = 0x06;

        /// <summary>Answered with <see cref="ImprovNetwork"/> as a decimal number, and the address of a page where it is online.</summary>
        public const byte NetworkState = 0x07;
    }
}
