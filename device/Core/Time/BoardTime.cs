using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Time
{
    /// <summary>
    /// Places a moment of the boot's uptime in the world's time, with the best source there is: the board's clock, else the
    /// gateway's time, else nothing. What lies before the floor is no source. A reading keeps its uptime and gets its time when
    /// it is sent: by then more may be known.
    /// </summary>
    public sealed class BoardTime
    {
        private readonly IClock _clock;
        private readonly TimeFloor _floor;
        private long _gatewayOffsetMs;
        private long _baseMs;

        public BoardTime(IClock clock, TimeFloor floor)
        {
            _clock = clock;
            _floor = floor;
        }

        public bool IsSet => Quality != TimeQualities.Uptime;

        /// <summary>The board's own clock is set, and to a time that can be.</summary>
        public bool IsClockGood => _clock.UnixMs > 0 && !_floor.Refuses(_clock.UnixMs);

        /// <summary>One of <see cref="TimeQualities"/>.</summary>
        public string Quality
        {
            get
            {
                if (IsClockGood) return TimeQualities.Sntp;
                return GatewayMs(_clock.UptimeMs) > 0 ? TimeQualities.Gateway : TimeQualities.Uptime;
            }
        }

        /// <summary>Unix milliseconds, 0 where unknown.</summary>
        public long NowMs => At(UptimeMs);

        /// <summary>Of this boot, the times included that it slept.</summary>
        public long UptimeMs => _baseMs + _clock.UptimeMs;

        /// <summary>The boot goes on after a sleep: this was its uptime when the clock of this start stood at 0.</summary>
        public void Resume(long baseMs) => _baseMs = baseMs;

        /// <summary>Unix milliseconds of a moment in this boot, by its uptime; 0 where unknown.</summary>
        public long At(long uptimeMs)
        {
            long nowMs = IsClockGood ? _clock.UnixMs : GatewayMs(_clock.UptimeMs);
            return nowMs > 0 ? nowMs - (UptimeMs - uptimeMs) : 0;
        }

        /// <summary>The gateway said what time it is just now. A retained message may be days old and must not be passed in.</summary>
        public void HearGateway(long unixMs) => _gatewayOffsetMs = unixMs - _clock.UptimeMs;

        private long GatewayMs(long uptimeMs)
        {
            if (_gatewayOffsetMs == 0) return 0;
            long unixMs = _gatewayOffsetMs + uptimeMs;
            return _floor.Refuses(unixMs) ? 0 : unixMs;
        }
    }
}
