using System.Net.NetworkInformation;

namespace Nanofleet.Device.App.Wifi
{
    /// <summary>The address that the Wi-Fi station has from its network.</summary>
    public static class StationAddress
    {
        private const string None = "0.0.0.0";

        /// <summary>Null without one.</summary>
        public static string Read()
        {
            NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
            for (int i = 0; i < all.Length; i++)
            {
                if (all[i].NetworkInterfaceType != NetworkInterfaceType.Wireless80211) continue;
                string address = all[i].IPv4Address;
                return address == null || address.Length == 0 || address == None ? null : address;
            }

            return null;
        }
    }
}
