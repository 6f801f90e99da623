using System;
using Nanofleet.Device.Core.Time;
using nanoFramework.Networking;
using nanoFramework.Runtime.Native;

namespace Nanofleet.Device.App.Time
{
    /// <summary>The firmware image's SNTP client, pointed at one server at a time.</summary>
    public sealed class NetworkTime : INetworkTime
    {
        // The image keeps where the text lies and no copy of it: what the collector took would be asked for its time.
        private string _server;

        public void Ask(string server)
        {
            _server = server;
            // The image may have begun by itself with its own servers. Stopping what does not run does nothing.
            Sntp.Stop();
            Sntp.Server1 = _server;
            Sntp.Server2 = _server;
            Sntp.Start();
        }

        public void Unset() => Rtc.SetSystemTime(DateTime.UnixEpoch);
    }
}
