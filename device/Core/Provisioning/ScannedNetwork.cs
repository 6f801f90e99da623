namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>A network in the air. Whether it needs a password is not among what the board's library tells.</summary>
    public sealed class ScannedNetwork
    {
        public ScannedNetwork(string ssid, int rssi)
        {
            Ssid = ssid;
            Rssi = rssi;
        }

        public string Ssid { get; }

        /// <summary>dBm.</summary>
        public int Rssi { get; }
    }
}
