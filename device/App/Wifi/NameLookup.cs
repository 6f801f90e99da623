using System.Net;
using System.Net.Sockets;
using Nanofleet.Device.Core.Link;

namespace Nanofleet.Device.App.Wifi
{
    /// <summary>
    /// The firmware image's resolver. On a real board the whole interpreter stands still while it asks, sampling included, until
    /// the name server answers or the image gives up: where that hurts, settings name the broker by its address.
    /// </summary>
    public sealed class NameLookup : INameLookup
    {
        public string Find(string name, out string fault)
        {
            fault = "the name server gave no IPv4 address";
            try
            {
                IPAddress[] addresses = Dns.GetHostEntry(name).AddressList;
                for (int i = 0; i < addresses.Length; i++)
                    if (addresses[i] != null && addresses[i].AddressFamily == AddressFamily.InterNetwork) return addresses[i].ToString();
            }
            catch (SocketException e)
            {
                fault = "socket error " + e.ErrorCode.ToString();
            }

            return null;
        }
    }
}
