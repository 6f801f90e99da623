using Nanofleet.Device.Core.Link;
using nanoFramework.Networking;

namespace Nanofleet.Device.App.Time
{
    /// <summary>The firmware image's SNTP client, pointed at the configured server.</summary>
    public sealed class NetworkTime : INetworkTime
    {
        private readonly string _server;
        private bool _started;

        /// <param name="server">Empty leaves the client as the image set it up.</param>
        public NetworkTime(string server)
        {
            _server = server;
        }

        public void Start()
        {
            if (_started || _server.Length == 0) return;
            _started = true;
            // The image may have begun by itself with its own server.
            if (Sntp.IsStarted) Sntp.Stop();
            Sntp.Server1 = _server;
            Sntp.Start();
        }
    }
}
