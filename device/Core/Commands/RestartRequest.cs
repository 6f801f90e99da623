namespace Nanofleet.Device.Core.Commands
{
    /// <summary>A restart, or a sleep, that was asked for; the link carries it out when everything is delivered that can be.</summary>
    public sealed class RestartRequest
    {
        public bool Asked { get; private set; }

        /// <summary>How long to sleep, 0 for a restart.</summary>
        public long SleepMs { get; private set; }

        /// <summary>Seconds until the board is to be heard again: it may wake before that without the link.</summary>
        public long HeardInS { get; private set; }

        /// <summary>For the sleep note: wakes without the link until now.</summary>
        public int QuietWakes { get; private set; }

        public void Ask()
        {
            SleepMs = 0;
            Asked = true;
        }

        public void AskSleep(long sleepMs, long heardInS, int quietWakes)
        {
            // Who asked for a restart has more to lose.
            if (Asked) return;
            SleepMs = sleepMs;
            HeardInS = heardInS;
            QuietWakes = quietWakes;
            Asked = true;
        }

        /// <summary>It could not be carried out.</summary>
        public void Withdraw() => Asked = false;
    }
}
