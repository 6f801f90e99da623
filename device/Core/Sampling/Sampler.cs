using Nanofleet.Contract;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>
    /// Reads each sensor in its own beat and puts what they gave at the same time into the outbox as one record. Knows nothing of
    /// the link. A sensor that fails is left out, counted and logged; when all fail, or nothing is news, nothing is taken.
    /// </summary>
    public sealed class Sampler : IStep
    {
        private readonly object _gate = new object();
        private readonly SensorChannel[] _channels;
        private readonly ReportPolicy _report;
        private readonly IntakePolicy _policy;
        private readonly ReadingOutbox _outbox;
        private readonly IClock _clock;
        private readonly Log _log;
        private readonly ISignal _wake;
        private readonly ISignal _taken;
        private readonly ReadingList _readings = new ReadingList();
        private readonly string[] _names;
        private readonly string[] _qualities;
        private int _intervalMs;

        /// <param name="wake">Wakes this sampler's thread: the interval changed.</param>
        /// <param name="taken">Set after each record: the link may send.</param>
        public Sampler(SensorChannel[] channels, ReportPolicy report, IntakePolicy policy, ReadingOutbox outbox, int intervalMs, IClock clock, Log log, ISignal wake, ISignal taken)
        {
            _channels = channels;
            _report = report;
            _policy = policy;
            _outbox = outbox;
            _intervalMs = intervalMs;
            _clock = clock;
            _log = log;
            _wake = wake;
            _taken = taken;
            _names = new string[channels.Length];
            _qualities = new string[channels.Length];
            for (int i = 0; i < channels.Length; i++)
            {
                _names[i] = channels[i].Sensor.Name;
                channels[i].Begin(0, intervalMs);
            }
        }

        public string Name => "sampling";

        /// <summary>Of the sensors that have none of their own.</summary>
        public int IntervalMs => _intervalMs;

        /// <summary>Failed reads of sensors since the start.</summary>
        public long Failures { get; private set; }

        /// <summary>Readings that were left out to spare the outbox.</summary>
        public long LeftOut => _policy.LeftOut;

        /// <summary>Beats since the start, whatever came of them.</summary>
        public int Samplings { get; private set; }

        public int Step()
        {
            lock (_gate)
            {
                long nowMs = _clock.UptimeMs;
                if (NextMs <= nowMs) SampleDue(nowMs);
                long restMs = NextMs - _clock.UptimeMs;
                return restMs <= 0 ? 0 : (int)restMs;
            }
        }

        // An exception came from the flash or a bug, after the sampling was due: the next one comes in its time.
        public void Recover() => AdvanceDue(_clock.UptimeMs, _clock.UptimeMs);

        /// <summary>The next sampling comes one new interval from now, for sensors without an interval of their own.</summary>
        public void SetInterval(int intervalMs)
        {
            lock (_gate)
            {
                _intervalMs = intervalMs;
                for (int i = 0; i < _channels.Length; i++) _channels[i].Follow(_clock.UptimeMs, intervalMs);
            }

            _wake.Set();
        }

        /// <summary>Samples every sensor at once, beside the beat. False when no sensor gave anything, or nothing can be taken.</summary>
        /// <param name="shown">Gets the array of readings; null where nobody asks.</param>
        public bool Sample(JsonBuffer shown, out long seq)
        {
            lock (_gate)
            {
                _readings.Truncate(0);
                long uptimeMs = _clock.UptimeMs;
                for (int i = 0; i < _channels.Length; i++)
                {
                    _channels[i].Read(_readings);
                    Note(_channels[i]);
                }

                // Who asks for a reading gets it all.
                if (shown == null) Sift(uptimeMs);
                if (!TryTake(uptimeMs, out seq)) return false;
                if (shown != null) DataMessage.WriteSensors(shown, _readings.Items, _readings.Count);
                return true;
            }
        }

        /// <summary>What the heartbeat says of the sensors.</summary>
        public void Fill(HeartbeatMessage message)
        {
            for (int i = 0; i < _channels.Length; i++) _qualities[i] = _channels[i].Quality;
            message.SensorFailures = Failures;
            message.LeftOut = LeftOut;
            message.Sensors = _names;
            message.Qualities = _qualities;
        }

        private long NextMs
        {
            get
            {
                long nextMs = _channels.Length == 0 ? _clock.UptimeMs + _intervalMs : long.MaxValue;
                for (int i = 0; i < _channels.Length; i++)
                    if (_channels[i].DueMs < nextMs) nextMs = _channels[i].DueMs;
                return nextMs;
            }
        }

        private void SampleDue(long nowMs)
        {
            _readings.Truncate(0);
            bool beat = false;
            for (int i = 0; i < _channels.Length; i++)
            {
                if (_channels[i].DueMs > nowMs) continue;
                beat |= _channels[i].IsOnBeat;
                _channels[i].ReadDue(_readings);
                Note(_channels[i]);
            }

            // After all of them: those that are in step stay so, however slow one was.
            AdvanceDue(nowMs, _clock.UptimeMs);
            if (!beat) return;
            Samplings++;
            Sift(nowMs);
            TryTake(nowMs, out _);
        }

        private void AdvanceDue(long dueMs, long nowMs)
        {
            for (int i = 0; i < _channels.Length; i++)
                if (_channels[i].DueMs <= dueMs) _channels[i].Advance(nowMs);
        }

        private void Note(SensorChannel channel)
        {
            if (channel.Quality == null) return;
            Failures++;
            _log.Warning("sensor " + channel.Sensor.Name + " failed: " + channel.Fault);
        }

        // In this order: what the outbox is spared counts as not told, and is news the next time.
        private void Sift(long uptimeMs)
        {
            _policy.Apply(_readings, _outbox.Eighths);
            _report.Apply(_readings, uptimeMs);
        }

        private bool TryTake(long uptimeMs, out long seq)
        {
            seq = 0;
            if (_readings.Count == 0 || !_outbox.TryTake(uptimeMs, _readings.Items, _readings.Count, out seq)) return false;
            _taken.Set();
            return true;
        }
    }
}
