using System;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>
    /// Reads every sensor once an interval and puts what they gave into the outbox as one record. Knows nothing of the link.
    /// A sensor that fails is left out, counted and logged; when all fail, or nothing is news, nothing is taken.
    /// </summary>
    public sealed class Sampler : IStep
    {
        private readonly object _gate = new object();
        private readonly ISensor[] _sensors;
        private readonly ReportPolicy _report;
        private readonly IntakePolicy _policy;
        private readonly ReadingOutbox _outbox;
        private readonly IClock _clock;
        private readonly Log _log;
        private readonly ISignal _wake;
        private readonly ISignal _taken;
        private readonly ReadingList _readings = new ReadingList();
        private int _intervalMs;
        private long _dueMs;

        /// <param name="wake">Wakes this sampler's thread: the interval changed.</param>
        /// <param name="taken">Set after each record: the link may send.</param>
        public Sampler(ISensor[] sensors, ReportPolicy report, IntakePolicy policy, ReadingOutbox outbox, int intervalMs, IClock clock, Log log, ISignal wake, ISignal taken)
        {
            _sensors = sensors;
            _report = report;
            _policy = policy;
            _outbox = outbox;
            _intervalMs = intervalMs;
            _clock = clock;
            _log = log;
            _wake = wake;
            _taken = taken;
        }

        public string Name => "sampling";

        public int IntervalMs => _intervalMs;

        /// <summary>Failed reads of sensors since the start.</summary>
        public long Failures { get; private set; }

        /// <summary>Readings that were left out to spare the outbox.</summary>
        public long LeftOut => _policy.LeftOut;

        public int Step()
        {
            lock (_gate)
            {
                if (_clock.UptimeMs >= _dueMs)
                {
                    Sample(null, out _);
                    // Kept in step with the first sampling; what a slow sensor made it miss is not made up for.
                    _dueMs += _intervalMs;
                    if (_dueMs <= _clock.UptimeMs) _dueMs = _clock.UptimeMs + _intervalMs;
                }

                long restMs = _dueMs - _clock.UptimeMs;
                return restMs <= 0 ? 0 : (int)restMs;
            }
        }

        // An exception came from the flash or a bug, after the sampling was due: the next one comes in its time.
        public void Recover() => _dueMs = _clock.UptimeMs + _intervalMs;

        /// <summary>The next sampling comes one new interval from now.</summary>
        public void SetInterval(int intervalMs)
        {
            lock (_gate)
            {
                _intervalMs = intervalMs;
                _dueMs = _clock.UptimeMs + intervalMs;
            }

            _wake.Set();
        }

        /// <summary>Samples at once. False when no sensor gave anything, or nothing can be taken.</summary>
        /// <param name="shown">Gets the array of readings; null where nobody asks.</param>
        public bool Sample(JsonBuffer shown, out long seq)
        {
            lock (_gate)
            {
                seq = 0;
                long uptimeMs = _clock.UptimeMs;
                _readings.Truncate(0);
                for (int i = 0; i < _sensors.Length; i++) Read(_sensors[i]);
                // Who asks for a reading gets it all.
                if (shown == null)
                {
                    // In this order: what the outbox is spared counts as not told, and is news the next time.
                    _policy.Apply(_readings, _outbox.Eighths);
                    _report.Apply(_readings, uptimeMs);
                }

                if (_readings.Count == 0) return false;

                if (!_outbox.TryTake(uptimeMs, _readings.Items, _readings.Count, out seq)) return false;
                if (shown != null) DataMessage.WriteSensors(shown, _readings.Items, _readings.Count);
            }

            _taken.Set();
            return true;
        }

        private void Read(ISensor sensor)
        {
            int before = _readings.Count;
            string fault = null;
            try
            {
                if (!sensor.TryRead(_readings)) fault = "no valid answer";
            }
            catch (Exception e)
            {
                // A driver that throws must not take the other sensors' readings with it.
                fault = e.Message;
            }

            if (fault == null) return;
            _readings.Truncate(before);
            Failures++;
            _log.Warning("sensor " + sensor.Name + " failed: " + fault);
        }
    }
}
