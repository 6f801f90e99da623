namespace Nanofleet.Contract.Improv
{
    /// <summary>Bits of the answer to <see cref="ImprovCommands.NetworkState"/>.</summary>
    public static class ImprovNetwork
    {
        public const byte Online = 0x01;
        public const byte HasWifi = 0x02;
        public const byte HasEthernet = 0x04;
        public const byte HasThread = 0x08;
        public const byte HasModem = 0x10;
    }
}
