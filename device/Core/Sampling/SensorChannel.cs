using System;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>
    /// One sensor with its own beat. Where a reading is the median of several reads, these are spread over the interval before
    /// it, so that none has to be waited for. Belongs to the sampler, under its lock.
    /// </summary>
    public sealed class SensorChannel
    {
        private readonly int _ownIntervalMs;
        private readonly int _reads;
        private readonly MedianWindow _window;
        private int _intervalMs;
        private long _beatMs;
        private int _done;

        /// <param name="intervalMs">0 for the interval of the board.</param>
        public SensorChannel(ISensor sensor, int intervalMs, int reads)
        {
            Sensor = sensor;
            _ownIntervalMs = intervalMs;
            _reads = reads;
            _window = reads > 1 ? new MedianWindow(sensor.Quantities, reads) : null;
        }

        public ISensor Sensor { get; }

        /// <summary>What is wrong with it since its last read: one of <see cref="SensorQualities"/>, null for nothing.</summary>
        public string Quality { get; private set; }

        /// <summary>What its last read ended in, for the log; null where it went well.</summary>
        public string Fault { get; private set; }

        /// <summary>Uptime of the next read; the last one of an interval is exactly on the beat.</summary>
        public long DueMs => _beatMs - (_reads - 1 - _done) * (long)(_intervalMs / _reads);

        /// <summary>The next read is on the beat, and gives a reading.</summary>
        public bool IsOnBeat => _done == _reads - 1;

        /// <summary>A beat at a time and then in every interval, its own or the board's. The first reading is of one read.</summary>
        public void Begin(long firstMs, int boardIntervalMs)
        {
            _intervalMs = _ownIntervalMs > 0 ? _ownIntervalMs : boardIntervalMs;
            _beatMs = firstMs;
            _done = _reads - 1;
        }

        /// <summary>The interval of the board changed: where that counts here, the next reading comes one new interval from now.</summary>
        public void Follow(long nowMs, int boardIntervalMs)
        {
            if (_ownIntervalMs > 0) return;
            _intervalMs = boardIntervalMs;
            _beatMs = nowMs + boardIntervalMs;
            _done = 0;
        }

        /// <summary>Reads once and, on the beat, adds what it gave.</summary>
        public void ReadDue(ReadingList into)
        {
            bool onBeat = IsOnBeat;
            int before = into.Count;
            bool good = Read(into);
            if (_window == null) return;
            if (good) _window.Add(into, before);
            into.Truncate(before);
            if (onBeat) _window.Tell(into);
        }

        /// <summary>Reads once and adds what it gave, outside the beat.</summary>
        /// <returns>False where it failed: then nothing was added, and <see cref="Quality"/> says why.</returns>
        public bool Read(ReadingList into)
        {
            int before = into.Count;
            try
            {
                Quality = Sensor.Read(into);
                Fault = Quality;
            }
            catch (Exception e)
            {
                // A driver that throws must not take the other sensors' readings with it.
                Quality = SensorQualities.DriverError;
                Fault = e.Message;
            }

            if (Quality != null) into.Truncate(before);
            return Quality == null;
        }

        /// <summary>On to the next read, in step with the first one; what a slow sensor made it miss is not made up for.</summary>
        public void Advance(long nowMs)
        {
            if (!IsOnBeat)
            {
                _done++;
                return;
            }

            _done = 0;
            _beatMs += _intervalMs;
            if (_beatMs <= nowMs) _beatMs = nowMs + _intervalMs;
        }
    }
}
