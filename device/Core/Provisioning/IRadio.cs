namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>The Wi-Fi station while the board has no network of its own. Whatever takes time runs beside the caller.</summary>
    public interface IRadio
    {
        /// <summary>Something that was begun has not ended; nothing else may begin.</summary>
        bool IsBusy { get; }

        void BeginScan();

        /// <summary>What the last scan heard; null until one has ended.</summary>
        ScannedNetwork[] Scanned { get; }

        /// <summary>Leaves a network that was joined and tries this one.</summary>
        void BeginJoin(string ssid, string password, int limitMs);

        WifiVerdict Verdict { get; }
    }
}
