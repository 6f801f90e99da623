using System.Net.NetworkInformation;
using Nanofleet.Device.Core.Provisioning;

namespace Nanofleet.Device.App.Wifi
{
    /// <summary>The image keeps name and password of the network that was joined last, in plain text, beside the files.</summary>
    public sealed class StationMemory : IStationMemory
    {
        public void Forget()
        {
            Wireless80211Configuration[] all = Wireless80211Configuration.GetAllWireless80211Configurations();
            for (int i = 0; i < all.Length; i++)
            {
                all[i].Ssid = "";
                all[i].Password = "";
                // Usable, but not joining anything by itself.
                all[i].Options = Wireless80211Configuration.ConfigurationOptions.Enable;
                all[i].SaveConfiguration();
            }
        }
    }
}
