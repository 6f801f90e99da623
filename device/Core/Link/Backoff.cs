namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// Waiting times between attempts: full jitter over a bound that doubles from one second to a minute, so that a fleet that
    /// lost its broker together does not come back together. Starts over only after the link was stable for a minute.
    /// </summary>
    public sealed class Backoff
    {
        public const int FirstMs = 1000;
        public const int MostMs = 60000;
        public const int StableMs = 60000;

        private readonly IRandom _random;
        private int _boundMs = FirstMs;

        public Backoff(IRandom random)
        {
            _random = random;
        }

        /// <summary>Milliseconds to wait before the next attempt: anything from 0 to the bound.</summary>
        public int Next()
        {
            int waitMs = _random.Next(_boundMs + 1);
            _boundMs = _boundMs > MostMs / 2 ? MostMs : _boundMs * 2;
            return waitMs;
        }

        public void Reset() => _boundMs = FirstMs;
    }
}
