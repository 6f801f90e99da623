namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>A network is tried before its name is kept. Remembers the one that was joined.</summary>
    public sealed class NetworkTrial
    {
        /// <summary>For joining and an address together; the radio is given this, and believed for a little longer. Public clients wait half a minute.</summary>
        public const int LimitMs = 25000;

        private const int GraceMs = 3000;

        private readonly IRadio _radio;
        private readonly IClock _clock;
        private long _untilMs;

        public NetworkTrial(IRadio radio, IClock clock)
        {
            _radio = radio;
            _clock = clock;
        }

        public string Ssid { get; private set; }

        public string Password { get; private set; }

        public bool IsRunning { get; private set; }

        /// <summary>The network named here was joined.</summary>
        public bool IsJoined { get; private set; }

        public void Begin(string ssid, string password)
        {
            Ssid = ssid;
            Password = password;
            IsJoined = false;
            IsRunning = true;
            _untilMs = _clock.UptimeMs + LimitMs + GraceMs;
            _radio.BeginJoin(ssid, password, LimitMs);
        }

        /// <summary>What has become of it; other than pending once only.</summary>
        public WifiVerdict Take()
        {
            if (!IsRunning) return WifiVerdict.Pending;
            WifiVerdict verdict = _radio.Verdict;
            if (verdict == WifiVerdict.Pending && _clock.UptimeMs < _untilMs) return verdict;
            IsRunning = false;
            IsJoined = verdict == WifiVerdict.Joined;
            return verdict == WifiVerdict.Pending ? WifiVerdict.Failed : verdict;
        }

        /// <summary>The setting that a verdict is about.</summary>
        public static string NameOf(WifiVerdict verdict) =>
            verdict == WifiVerdict.NoSuchNetwork ? "wifi_ssid" : verdict == WifiVerdict.WrongPassword ? "wifi_password" : "";

        public string Explain(WifiVerdict verdict)
        {
            string network = "\"" + Ssid + "\"";
            switch (verdict)
            {
                case WifiVerdict.NoSuchNetwork: return "no network is called " + network + ": check the name, and that it is in reach and on 2.4 GHz";
                case WifiVerdict.WrongPassword: return "network " + network + " refuses the password: check it";
                case WifiVerdict.NoAddress: return "network " + network + " was joined and gave no address: check its DHCP server";
                default: return "network " + network + " was not joined within " + (LimitMs / 1000).ToString() + " s: try again, closer to the access point";
            }
        }
    }
}
