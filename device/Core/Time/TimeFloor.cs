using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Time
{
    /// <summary>
    /// How late it must be at least, by the latest time that this board has known, also before its last restart, and by how long
    /// that is ago: what is earlier is no time. It gives no time itself. Written to flash once an hour and before a planned restart:
    /// after a power cut it may be that old.
    /// </summary>
    public sealed class TimeFloor
    {
        public const string FileName = "time";

        /// <summary>Between two writes.</summary>
        public const long SaveMs = 3600000;

        /// <summary>A clock may be so far behind: quartz runs fast until it is set again, and the gateway's word takes a while.</summary>
        public const int SlackMs = 60000;

        private const int TimeLength = 8;

        private readonly TwinFile _file;
        private readonly IClock _clock;
        private long _knownMs;
        private long _knownAtMs;
        private long _savedMs;
        private long _saveAtMs;

        public TimeFloor(IFileStore files, IClock clock)
        {
            _clock = clock;
            _file = new TwinFile(files, FileName);
            byte[] saved = _file.Load();
            _savedMs = saved != null && saved.Length == TimeLength ? LittleEndian.Get(saved, 0, TimeLength) : 0;
            _saveAtMs = _savedMs == 0 ? 0 : _savedMs + SaveMs;
            _knownMs = _savedMs;
        }

        /// <summary>Unix milliseconds, 0 where no time was ever known.</summary>
        public long UnixMs => _knownMs == 0 ? 0 : _knownMs + _clock.UptimeMs - _knownAtMs;

        public bool Refuses(long unixMs) => unixMs < UnixMs - SlackMs;

        /// <summary>It is at least so late.</summary>
        public void Raise(long unixMs)
        {
            if (unixMs > UnixMs) Follow(unixMs);
        }

        /// <summary>It is so late, by a clock that this does not refuse. Where flash refuses, the next try comes with the next hour.</summary>
        public void Follow(long unixMs)
        {
            Know(unixMs);
            if (unixMs >= _saveAtMs) Save();
        }

        /// <summary>It was too high: somebody once said a wrong time.</summary>
        public void Lower(long unixMs)
        {
            Know(unixMs);
            Save();
        }

        /// <summary>Before a planned restart: what is known goes to flash.</summary>
        public void Keep()
        {
            if (UnixMs > _savedMs) Save();
        }

        private void Know(long unixMs)
        {
            _knownMs = unixMs;
            _knownAtMs = _clock.UptimeMs;
        }

        private void Save()
        {
            long unixMs = UnixMs;
            _saveAtMs = unixMs + SaveMs;
            var content = new byte[TimeLength];
            LittleEndian.Put(content, 0, unixMs, TimeLength);
            if (_file.Save(content)) _savedMs = unixMs;
        }
    }
}
