using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Link;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Power
{
    /// <summary>
    /// The life of a board that sleeps most of the time, in the place of the link: waits for the samplings of this wake, lets the
    /// link send in every so manieth one, and asks for sleep. In the other wakes the link does not take a step. Where flash
    /// cannot keep what waits the board stays awake and works as any other, and tries again after a while.
    /// Belongs to the link thread.
    /// </summary>
    public sealed class SleepCycle : IStep
    {
        /// <summary>How long a wake that sends listens at least: desired settings come with the subscription.</summary>
        public const int ListenMs = 2000;

        /// <summary>After a sleep that was given up.</summary>
        public const int RetryMs = 60000;

        // From here on a wake sends, whatever its turn: it is six eighths full.
        private const int NearlyFull = 6;

        private const int PollMs = 100;

        private readonly SleepSettings _settings;
        private readonly bool _woken;
        private readonly int _quietWakes;
        private readonly LinkMachine _link;
        private readonly RestartRequest _restart;
        private readonly ConfigStore _config;
        private readonly Sampler _sampler;
        private readonly ReadingOutbox _outbox;
        private readonly Uplink _uplink;
        private readonly IClock _clock;
        private bool _sends;
        private bool _asked;
        private long _onlineMs;
        private long _notBeforeMs;

        /// <param name="woken">By the timer, within a boot; else power has come, or the board was restarted.</param>
        /// <param name="quietWakes">Before this one, without the link.</param>
        public SleepCycle(SleepSettings settings, bool woken, int quietWakes, LinkMachine link, RestartRequest restart, ConfigStore config, Sampler sampler, ReadingOutbox outbox, Uplink uplink, IClock clock)
        {
            _settings = settings;
            _woken = woken;
            _quietWakes = quietWakes;
            _link = link;
            _restart = restart;
            _config = config;
            _sampler = sampler;
            _outbox = outbox;
            _uplink = uplink;
            _clock = clock;
            _sends = !woken || quietWakes + 1 >= settings.BatchEvery;
        }

        public string Name => _link.Name;

        /// <summary>The link is used in this wake.</summary>
        public bool Sends => _sends;

        public int Step()
        {
            if (!_restart.Asked) _asked = IsDone && Ask();
            // Where there is no link to say goodbye on, or none is wanted.
            bool alone = _restart.Asked && _link.Stage < LinkStage.Online && (_asked || !_sends);
            if (alone) _link.GiveUp();
            // A sleep that was given up: for a while the board is one like any other.
            _sends |= alone && !_restart.Asked;
            if (!_sends) return PollMs;
            int waitMs = _link.Step();
            return waitMs < PollMs ? waitMs : PollMs;
        }

        public void Recover() => _link.Recover();

        private bool IsDone
        {
            get
            {
                long nowMs = _clock.UptimeMs;
                // A trial ends by the time since the start, which no sleep may begin anew.
                if (nowMs < _notBeforeMs || _config.Phase == ConfigPhase.Trial) return false;
                if (nowMs >= _settings.AwakeMs) return true;
                if (_sampler.Samplings < _settings.Samples) return false;
                _sends |= _outbox.Eighths >= NearlyFull;
                return !_sends || (_woken && IsDelivered(nowMs));
            }
        }

        private bool IsDelivered(long nowMs)
        {
            bool online = _link.Stage == LinkStage.Online;
            if (!online) _onlineMs = 0;
            else if (_onlineMs == 0) _onlineMs = nowMs;
            bool listened = online && nowMs - _onlineMs >= ListenMs;
            return listened && _uplink.Idle && _outbox.Waiting == 0 && _outbox.OnFlash == 0 && !_outbox.NeedsCarrier;
        }

        private bool Ask()
        {
            int quietWakes = _sends ? 0 : _quietWakes + 1;
            long heardInS = (long)_settings.SleepS * (_settings.BatchEvery - quietWakes);
            _notBeforeMs = _clock.UptimeMs + RetryMs;
            _restart.AskSleep(_settings.SleepS * 1000L, heardInS, quietWakes);
            return true;
        }
    }
}
