using System.Threading;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Supervision;

namespace Nanofleet.Device.App.Threads
{
    /// <summary>Brings the outbox to flash beside a thread that hangs.</summary>
    public sealed class LastWords : ILastWords
    {
        private readonly ReadingOutbox _outbox;
        private readonly IClock _clock;

        public LastWords(ReadingOutbox outbox, IClock clock)
        {
            _outbox = outbox;
            _clock = clock;
        }

        public bool Speak(int limitMs)
        {
            var thread = new Thread(() => _outbox.Rescue(_clock.UptimeMs));
            thread.Start();
            return thread.Join(limitMs);
        }
    }
}
