namespace Nanofleet.Contract
{
    /// <summary>Where the time of a reading comes from, best first.</summary>
    public static class TimeQualities
    {
        /// <summary>The board's clock, set by SNTP.</summary>
        public const string Sntp = "sntp";

        /// <summary>The board's clock, set from the gateway's time.</summary>
        public const string Gateway = "gateway";

        /// <summary>The board had no clock yet: only uptime is known.</summary>
        public const string Uptime = "uptime";
    }
}
