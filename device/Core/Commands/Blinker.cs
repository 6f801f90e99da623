using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Blinks the LED for a while, on a thread of its own, and then answers the request that wanted it. A stop ends it.</summary>
    public sealed class Blinker : IStep
    {
        private const int HalfPeriodMs = 250;
        private const int IdleMs = 60000;

        private readonly object _gate = new object();
        private readonly Outputs _outputs;
        private readonly LateAnswers _answers;
        private readonly ISignal _wake;
        private readonly IClock _clock;
        private string _requestId;
        private long _untilMs;
        private bool _high;

        /// <param name="wake">Wakes this step's thread.</param>
        public Blinker(Outputs outputs, LateAnswers answers, ISignal wake, IClock clock)
        {
            _outputs = outputs;
            _answers = answers;
            _wake = wake;
            _clock = clock;
        }

        public string Name => "identify";

        /// <summary>False while it blinks for another request.</summary>
        public bool TryBegin(string requestId, int milliseconds)
        {
            lock (_gate)
            {
                if (_requestId != null) return false;
                _requestId = requestId;
                _untilMs = _clock.UptimeMs + milliseconds;
            }

            _wake.Set();
            return true;
        }

        public int Step()
        {
            lock (_gate)
            {
                if (_requestId == null) return IdleMs;
                long restMs = _untilMs - _clock.UptimeMs;
                if (restMs <= 0) return End(null, null);
                _high = !_high;
                if (!_outputs.TryBlink(_high)) return End(ErrorCodes.Failed, "ended by " + Actions.EmergencyStop);
                return restMs < HalfPeriodMs ? (int)restMs : HalfPeriodMs;
            }
        }

        // A pin that cannot be set will not blink the next time either.
        public void Recover()
        {
            lock (_gate)
                if (_requestId != null) End(ErrorCodes.Failed, "the LED cannot be set");
        }

        private int End(string errorCode, string errorText)
        {
            string requestId = _requestId;
            _requestId = null;
            _answers.Give(requestId, null, errorCode, errorText);
            if (errorCode == null) _outputs.EndBlink();
            return IdleMs;
        }
    }
}
