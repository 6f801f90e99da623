using System;
using Nanofleet.Device.Core;

namespace Nanofleet.Device.App.Time
{
    /// <summary>The board's clocks. The wall clock starts in 1970 or wherever the chip left it, and is set by SNTP.</summary>
    public sealed class SystemClock : IClock
    {
        // Before this firmware was written no clock can have been set.
        private const int FirstYear = 2025;

        public long UptimeMs => Environment.TickCount64;

        public long UnixMs
        {
            get
            {
                DateTime now = DateTime.UtcNow;
                return now.Year < FirstYear ? 0 : (now.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
            }
        }
    }
}
