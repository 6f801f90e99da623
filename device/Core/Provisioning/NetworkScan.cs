namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>A scan that somebody waits for. Of several access points with one name the strongest counts.</summary>
    public sealed class NetworkScan
    {
        private const int LimitMs = 15000;

        private readonly IRadio _radio;
        private readonly IClock _clock;
        private long _untilMs;

        public NetworkScan(IRadio radio, IClock clock)
        {
            _radio = radio;
            _clock = clock;
        }

        public bool IsRunning { get; private set; }

        public void Begin()
        {
            IsRunning = true;
            _untilMs = _clock.UptimeMs + LimitMs;
            _radio.BeginScan();
        }

        /// <summary>True once it has ended; the networks are null where the radio has not told any in time.</summary>
        public bool Take(out ScannedNetwork[] networks)
        {
            networks = IsRunning ? _radio.Scanned : null;
            if (!IsRunning || (networks == null && _clock.UptimeMs < _untilMs)) return false;
            IsRunning = false;
            return true;
        }

        /// <summary>Has a name, and no other of this name is stronger.</summary>
        public static bool IsTold(ScannedNetwork[] networks, int at)
        {
            ScannedNetwork one = networks[at];
            if (one.Ssid == null || one.Ssid.Length == 0) return false;
            for (int i = 0; i < networks.Length; i++)
                if (i != at && networks[i].Ssid == one.Ssid && (networks[i].Rssi > one.Rssi || (networks[i].Rssi == one.Rssi && i < at))) return false;
            return true;
        }
    }
}
