using System.Device.Wifi;
using System.Threading;
using nanoFramework.Networking;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Link;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.App.Wifi
{
    /// <summary>The Wi-Fi station. The library keeps the credentials on flash in plain text: it knows no other way.</summary>
    public sealed class WifiPort : IWifiPort
    {
        private readonly string _ssid;
        private readonly string _password;
        private readonly WifiReconnectionKind _reconnection;
        private readonly SignalStrength _signal;
        private readonly Log _log;
        private bool _joined;

        /// <param name="byItself">The image joins at each start and after a loss, whether anybody asks for it or not: not on a board that sleeps, which leaves its radio off in most wakes.</param>
        public WifiPort(string ssid, string password, bool byItself, IClock clock, Log log)
        {
            _reconnection = byItself ? WifiReconnectionKind.Automatic : WifiReconnectionKind.Manual;
            _ssid = ssid;
            _password = password;
            _signal = new SignalStrength(ssid, clock);
            _log = log;
        }

        // Not by the credentials that the image remembers from before: those of the settings may be others, on trial.
        public bool IsUp => _joined && Ip != null;

        public string Ip => StationAddress.Read();

        public bool Connect(int timeoutMs)
        {
            // Without a token that ends the library waits for ever.
            using (var timeout = new CancellationTokenSource(timeoutMs))
            {
                if (WifiNetworkHelper.ConnectDhcp(_ssid, _password, _reconnection, false, 0, timeout.Token)) return _joined = true;
            }

            string why = WifiNetworkHelper.HelperException == null ? "" : ", " + WifiNetworkHelper.HelperException.Message;
            _log.Warning("Wi-Fi \"" + _ssid + "\" not joined: status " + ((int)WifiNetworkHelper.Status).ToString() + why);
            return false;
        }

        public void Disconnect()
        {
            _joined = false;
            _signal.Forget();
            WifiNetworkHelper.Disconnect();
        }

        public int ReadRssi() => IsUp ? _signal.Read(WifiNetworkHelper.WifiAdapter) : 0;
    }
}
