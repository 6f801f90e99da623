namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>
    /// Level and edges of a digital input. An edge counts when the new level lasted for the debounce time: a contact that
    /// bounces counts once, a pulse that is shorter not at all. The hardware's interrupts tell of edges on a thread of their own,
    /// the sampling thread reads.
    /// </summary>
    public sealed class EdgeCounter
    {
        private readonly object _gate = new object();
        private readonly int _debounceMs;
        private readonly bool _countsRising;
        private readonly bool _countsFalling;
        private bool _known;
        private bool _level;
        private bool _raw;
        private long _rawSinceMs;
        private long _edges;

        public EdgeCounter(int debounceMs, bool countsRising, bool countsFalling)
        {
            _debounceMs = debounceMs;
            _countsRising = countsRising;
            _countsFalling = countsFalling;
        }

        /// <summary>An interrupt: the input went to this level at this uptime.</summary>
        public void Edge(bool high, long nowMs)
        {
            lock (_gate) See(high, nowMs);
        }

        /// <summary>The input as it is now; an edge of which no interrupt told begins now.</summary>
        /// <param name="edges">Edges since the start, of those that count.</param>
        /// <returns>The level that has lasted.</returns>
        public bool Look(bool high, long nowMs, out long edges)
        {
            lock (_gate)
            {
                See(high, nowMs);
                edges = _edges;
                return _level;
            }
        }

        private void See(bool high, long nowMs)
        {
            if (!_known)
            {
                _known = true;
                _level = high;
                _raw = high;
            }

            Settle(nowMs);
            if (high == _raw) return;
            _raw = high;
            _rawSinceMs = nowMs;
            Settle(nowMs);
        }

        private void Settle(long nowMs)
        {
            if (_raw == _level || nowMs - _rawSinceMs < _debounceMs) return;
            _level = _raw;
            if (_level ? _countsRising : _countsFalling) _edges++;
        }
    }
}
