namespace Nanofleet.Device.Core.Power
{
    /// <summary>How a board that runs on a battery spends its time.</summary>
    public sealed class SleepSettings
    {
        /// <summary>Between two wakes.</summary>
        public int SleepS;

        /// <summary>Samplings in each wake.</summary>
        public int Samples;

        /// <summary>Every so many wakes what was taken is sent; in the others the radio stays off.</summary>
        public int BatchEvery;

        /// <summary>A wake lasts no longer, also where not all could be sent. After power on it lasts so long, for whoever wants to talk to the board.</summary>
        public int AwakeMs;
    }
}
