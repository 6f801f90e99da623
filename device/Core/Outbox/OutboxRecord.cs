using System;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// One sampling that is about to be sent. The outbox fills the same object again and again: it holds only until the next
    /// one is asked for.
    /// </summary>
    public sealed class OutboxRecord
    {
        private readonly byte[] _bytes = new byte[RecordCodec.Most];
        private int _sensorsAt;
        private SensorTable _sensors;

        public string Boot { get; private set; }

        public long Seq { get; private set; }

        public long UptimeMs { get; private set; }

        /// <summary>Taken since this start of the board; else <see cref="StartMs"/> and <see cref="Quality"/> tell its time.</summary>
        public bool IsOwn { get; private set; }

        /// <summary>Unix milliseconds at uptime 0 of the start that took it, 0 where that was never known.</summary>
        public long StartMs { get; private set; }

        /// <summary>Whence that is known: one of <see cref="TimeQualities"/>.</summary>
        public string Quality { get; private set; }

        /// <summary>
        /// The drop reports that travel with it, decided at its first sending and the same in every copy: whichever copy is
        /// stored, they are.
        /// </summary>
        public DropRange[] Drops { get; internal set; }

        public void WriteSensors(JsonBuffer json) => RecordCodec.WriteSensors(json, _bytes, _sensorsAt, _sensors);

        internal void Load(byte[] bytes, int at, int length, SensorTable sensors)
        {
            Array.Copy(bytes, at, _bytes, 0, length);
            _sensors = sensors;
            _sensorsAt = 0;
            Seq = Varint.Get(_bytes, ref _sensorsAt);
            UptimeMs = Varint.Get(_bytes, ref _sensorsAt);
        }

        internal void OfThisStart(string boot)
        {
            Boot = boot;
            IsOwn = true;
        }

        internal void OfEarlierStart(Segment segment)
        {
            Boot = segment.Boot;
            IsOwn = false;
            StartMs = segment.StartMs;
            Quality = segment.StartMs > 0 ? segment.Quality : TimeQualities.Uptime;
        }
    }
}
