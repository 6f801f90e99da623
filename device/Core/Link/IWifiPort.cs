namespace Nanofleet.Device.Core.Link
{
    /// <summary>The board's Wi-Fi.</summary>
    public interface IWifiPort
    {
        /// <summary>Joined, with an address.</summary>
        bool IsUp { get; }

        /// <summary>The address, or null.</summary>
        string Ip { get; }

        /// <summary>Joins the network; blocks until it is up or the time is over.</summary>
        bool Connect(int timeoutMs);

        /// <summary>Leaves it, so that the next <see cref="Connect"/> joins afresh.</summary>
        void Disconnect();

        /// <summary>dBm as last measured, 0 where unknown.</summary>
        int ReadRssi();
    }
}
