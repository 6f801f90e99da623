using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Time
{
    /// <summary>
    /// Places a moment of the board's uptime in the world's time, with the best source there is: the board's clock, else the
    /// gateway's time, else nothing. A reading keeps its uptime and gets its time when it is sent: by then more may be known.
    /// </summary>
    public sealed class BoardTime
    {
        private readonly IClock _clock;
        private long _gatewayOffsetMs;

        public BoardTime(IClock clock)
        {
            _clock = clock;
        }

        public bool IsSet => Quality != TimeQualities.Uptime;

        /// <summary>One of <see cref="TimeQualities"/>.</summary>
        public string Quality
        {
            get
            {
                if (_clock.UnixMs > 0) return TimeQualities.Sntp;
                return _gatewayOffsetMs > 0 ? TimeQualities.Gateway : TimeQualities.Uptime;
            }
        }

        /// <summary>Unix milliseconds, 0 where unknown.</summary>
        public long NowMs => At(_clock.UptimeMs);

        /// <summary>Unix milliseconds of a moment in this boot, 0 where unknown.</summary>
        public long At(long uptimeMs)
        {
            long unixMs = _clock.UnixMs;
            if (unixMs > 0) return unixMs - (_clock.UptimeMs - uptimeMs);
            return _gatewayOffsetMs > 0 ? _gatewayOffsetMs + uptimeMs : 0;
        }

        /// <summary>The gateway said what time it is just now. A retained message may be days old and must not be passed in.</summary>
        public void HearGateway(long unixMs) => _gatewayOffsetMs = unixMs - _clock.UptimeMs;
    }
}
