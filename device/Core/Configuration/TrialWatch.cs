using Nanofleet.Contract;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// Ends the trial that this start is part of: with success when one of its readings is confirmed stored, which proves the
    /// whole way; else by itself when the time is over. Waits for nothing and nobody, so that a link that hangs does not hold it up.
    /// </summary>
    public sealed class TrialWatch
    {
        /// <summary>Sensors that are silent for so long get an empty reading to stand in.</summary>
        public const int CarrierMs = 20000;

        private readonly ConfigStore _store;
        private readonly ConfigDesk _desk;
        private readonly ReadingOutbox _outbox;
        private readonly RestartRequest _restart;
        private readonly ISignal _linkWake;
        private readonly Log _log;
        private readonly int _trialMs;
        // So long between two tries on a flash that refuses.
        private const int RetryMs = 60000;

        private readonly HeartbeatMessage _account = new HeartbeatMessage();
        private readonly long _storedBefore;
        private long _retryDueMs;
        private bool _running;

        /// <param name="store">Already started: a trial that begins later belongs to the next start.</param>
        public TrialWatch(ConfigStore store, ConfigDesk desk, int trialMs, ReadingOutbox outbox, RestartRequest restart, ISignal linkWake, Log log)
        {
            _store = store;
            _desk = desk;
            _trialMs = trialMs;
            _outbox = outbox;
            _restart = restart;
            _linkWake = linkWake;
            _log = log;
            _running = store.Phase == ConfigPhase.Trial;
            // A boot that slept remembers what was stored before: that says nothing of these settings.
            outbox.Fill(_account);
            _storedBefore = _account.Stored;
        }

        public void Tend(long nowMs)
        {
            if (_store.RevertUnkept && nowMs >= _retryDueMs)
            {
                _retryDueMs = nowMs + RetryMs;
                _store.KeepRevert();
            }

            if (!_running) return;
            _outbox.Fill(_account);
            if (_account.Stored > _storedBefore) Confirm();
            else if (nowMs >= _trialMs) Revert();
            else if (_account.Taken == 0 && nowMs >= CarrierMs) _outbox.TryTake(nowMs, new Reading[0], 0, out _);
        }

        // Where the flash refuses, the settings hold all the same, and it is tried again.
        private void Confirm()
        {
            if (!_store.Confirm()) return;
            _running = false;
            _log.Info("configuration " + _store.NewestVersion.ToString() + ": a reading is stored, the trial is over");
            Tell();
        }

        private void Revert()
        {
            _running = false;
            _log.Error("configuration " + _store.NewestVersion.ToString() + ": no reading was confirmed stored in time");
            _store.Revert(RevertReason.NotConfirmed);
            _restart.Ask();
            Tell();
        }

        private void Tell()
        {
            _desk.ReportAgain();
            _linkWake.Set();
        }
    }
}
