namespace Nanofleet.Contract.Improv
{
    /// <summary>Improv Serial 1, section "Packet: Current State".</summary>
    public static class ImprovStates
    {
        /// <summary>Waits for credentials of a Wi-Fi network.</summary>
        public const byte Ready = 0x02;

        /// <summary>Tries the credentials that came.</summary>
        public const byte Provisioning = 0x03;

        /// <summary>Joined the network with them.</summary>
        public const byte Provisioned = 0x04;
    }
}
