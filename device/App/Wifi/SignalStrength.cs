using System.Device.Wifi;
using Nanofleet.Device.Core;

namespace Nanofleet.Device.App.Wifi
{
    /// <summary>
    /// The strength of our network as the last scan heard it. The library can tell it in no other way, and a scan takes the
    /// radio off the channel for a moment: so one every few minutes, in the background.
    /// </summary>
    public sealed class SignalStrength
    {
        private const long RenewMs = 300000;

        private readonly object _gate = new object();
        private readonly string _ssid;
        private readonly IClock _clock;
        private WifiAdapter _adapter;
        private bool _scanned;
        private long _askedMs;
        private int _rssi;

        public SignalStrength(string ssid, IClock clock)
        {
            _ssid = ssid;
            _clock = clock;
        }

        /// <summary>dBm, 0 where no scan has heard the network. Asks for a new scan when the last one is old.</summary>
        public int Read(WifiAdapter adapter)
        {
            lock (_gate)
            {
                if (adapter == null) return 0;
                if (adapter != _adapter)
                {
                    Unhook();
                    _adapter = adapter;
                    _adapter.AvailableNetworksChanged += OnScanned;
                    _askedMs = -RenewMs;
                }

                if (_scanned) Evaluate(adapter.NetworkReport);
                if (_clock.UptimeMs - _askedMs >= RenewMs)
                {
                    _askedMs = _clock.UptimeMs;
                    adapter.ScanAsync();
                }

                return _rssi;
            }
        }

        /// <summary>The network was left: what was heard counts no more.</summary>
        public void Forget()
        {
            lock (_gate)
            {
                Unhook();
                _rssi = 0;
            }
        }

        private void Unhook()
        {
            if (_adapter != null) _adapter.AvailableNetworksChanged -= OnScanned;
            _adapter = null;
            _scanned = false;
        }

        // On the system's event thread: only noted here, read later.
        private void OnScanned(WifiAdapter sender, object e) => _scanned = true;

        private void Evaluate(WifiNetworkReport report)
        {
            _scanned = false;
            int best = 0;
            WifiAvailableNetwork[] networks = report.AvailableNetworks;
            for (int i = 0; i < networks.Length; i++)
            {
                int rssi = (int)networks[i].NetworkRssiInDecibelMilliwatts;
                if (networks[i].Ssid == _ssid && (best == 0 || rssi > best)) best = rssi;
            }

            _rssi = best;
        }
    }
}
