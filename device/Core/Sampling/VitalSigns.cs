using Nanofleet.Device.Core.Link;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>The board's own state as readings: signal strength, free memory, uptime.</summary>
    public sealed class VitalSigns : ISensor
    {
        /// <summary>What it gives.</summary>
        public static readonly string[] Names = { "rssi", "free_memory", "uptime_s" };

        private static readonly string[] NameUnits = { "dBm", "B", "s" };

        private readonly IBoard _board;
        private readonly IClock _clock;
        private readonly IWifiPort _wifi;
        private readonly VitalAccount _account;

        public VitalSigns(IBoard board, IClock clock, IWifiPort wifi, VitalAccount account)
        {
            _board = board;
            _clock = clock;
            _wifi = wifi;
            _account = account;
        }

        public string Name => "internal";

        public string[] Quantities => Names;

        public string[] Units => NameUnits;

        public string Read(ReadingList into)
        {
            // Without a Wi-Fi connection there is no signal to speak of: that is no failure, only nothing to say.
            int rssi = _wifi.ReadRssi();
            if (rssi != 0) into.Add("rssi", rssi, 0, "dBm");
            long freeMemory = _board.FreeMemory;
            into.Add("free_memory", freeMemory, 0, "B");
            _account.Note(freeMemory, rssi);
            into.Add("uptime_s", _clock.UptimeMs / 1000, 0, "s");
            return null;
        }
    }
}
