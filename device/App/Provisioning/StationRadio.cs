using System;
using System.Device.Wifi;
using System.Threading;
using Nanofleet.Device.App.Wifi;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Provisioning;

namespace Nanofleet.Device.App.Provisioning
{
    /// <summary>Scans and joins on a thread of its own, one at a time: the library's calls take as long as the radio does.</summary>
    public sealed class StationRadio : IRadio
    {
        private const int AddressPollMs = 200;
        private const int ScanLimitMs = 10000;

        private readonly object _gate = new object();
        private readonly AutoResetEvent _heard = new AutoResetEvent(false);
        private readonly IClock _clock;
        private readonly Log _log;
        private bool _busy;
        private WifiVerdict _verdict;
        private ScannedNetwork[] _scanned;

        public StationRadio(IClock clock, Log log)
        {
            _clock = clock;
            _log = log;
        }

        public bool IsBusy
        {
            get { lock (_gate) return _busy; }
        }

        public ScannedNetwork[] Scanned
        {
            get { lock (_gate) return _busy ? null : _scanned; }
        }

        public WifiVerdict Verdict
        {
            get { lock (_gate) return _busy ? WifiVerdict.Pending : _verdict; }
        }

        public void BeginScan()
        {
            _scanned = null;
            Begin(Scan);
        }

        public void BeginJoin(string ssid, string password, int limitMs)
        {
            _verdict = WifiVerdict.Failed;
            Begin(() => _verdict = Join(ssid, password, _clock.UptimeMs + limitMs));
        }

        private void Begin(Action work)
        {
            lock (_gate) _busy = true;
            new Thread(() => Run(work)).Start();
        }

        // The root of the thread: an exception that nobody catches would end it without a word, and leave the radio busy for ever.
        private void Run(Action work)
        {
            try
            {
                work();
            }
            catch (Exception e) when (!(e is ThreadAbortException))
            {
                _log.Error("radio: " + e.GetType().Name + " " + e.Message);
            }

            lock (_gate) _busy = false;
        }

        private void Scan()
        {
            WifiAdapter adapter = WifiAdapter.FindAllAdapters()[0];
            adapter.AvailableNetworksChanged += OnScanned;
            adapter.ScanAsync();
            bool heard = _heard.WaitOne(ScanLimitMs, false);
            adapter.AvailableNetworksChanged -= OnScanned;
            if (!heard) return;
            WifiAvailableNetwork[] networks = adapter.NetworkReport.AvailableNetworks;
            var scanned = new ScannedNetwork[networks.Length];
            for (int i = 0; i < scanned.Length; i++) scanned[i] = new ScannedNetwork(networks[i].Ssid, (int)networks[i].NetworkRssiInDecibelMilliwatts);
            _scanned = scanned;
        }

        // On the system's event thread: only told here.
        private void OnScanned(WifiAdapter sender, object e) => _heard.Set();

        private WifiVerdict Join(string ssid, string password, long untilMs)
        {
            WifiAdapter adapter = WifiAdapter.FindAllAdapters()[0];
            adapter.Disconnect();
            WifiConnectionStatus status = adapter.Connect(ssid, WifiReconnectionKind.Manual, password).ConnectionStatus;
            if (status == WifiConnectionStatus.InvalidCredential) return WifiVerdict.WrongPassword;
            if (status == WifiConnectionStatus.NetworkNotAvailable) return WifiVerdict.NoSuchNetwork;
            if (status != WifiConnectionStatus.Success)
            {
                _log.Warning("radio: Wi-Fi not joined, status " + ((int)status).ToString());
                return WifiVerdict.Failed;
            }

            while (StationAddress.Read() == null)
            {
                if (_clock.UptimeMs >= untilMs) return WifiVerdict.NoAddress;
                Thread.Sleep(AddressPollMs);
            }

            return WifiVerdict.Joined;
        }
    }
}
