using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Time
{
    /// <summary>
    /// How late it must be at least, by the latest time that this board has known, also before its last restart, and by how long
    /// that is ago: what is earlier is no time. It gives no time itself. Kept in two files written in turn, once an hour and
    /// before a planned restart: after a power cut it may be that old.
    /// </summary>
    public sealed class TimeFloor
    {
        public const string FileA = "time.a";
        public const string FileB = "time.b";

        /// <summary>Between two writes.</summary>
        public const long SaveMs = 3600000;

        /// <summary>A clock may be so far behind: quartz runs fast until it is set again, and the gateway's word takes a while.</summary>
        public const int SlackMs = 60000;

        private const int TimeLength = 8;
        private const int CrcLength = 4;

        private readonly IFileStore _files;
        private readonly IClock _clock;
        private bool _newestIsA;
        private long _knownMs;
        private long _knownAtMs;
        private long _savedMs;
        private long _saveAtMs;

        public TimeFloor(IFileStore files, IClock clock)
        {
            _files = files;
            _clock = clock;
            long a = Decode(files.Read(FileA));
            long b = Decode(files.Read(FileB));
            _newestIsA = a > b;
            _savedMs = _newestIsA ? a : b;
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
            // Both, for of two the later one counts.
            Save();
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
            if (!_files.Write(_newestIsA ? FileB : FileA, Encode(unixMs))) return;
            _newestIsA = !_newestIsA;
            _savedMs = unixMs;
        }

        private static byte[] Encode(long unixMs)
        {
            var bytes = new byte[TimeLength + CrcLength];
            for (int i = 0; i < TimeLength; i++) bytes[i] = (byte)(unixMs >> (8 * i));
            long crc = Crc32.Of(bytes, TimeLength);
            for (int i = 0; i < CrcLength; i++) bytes[TimeLength + i] = (byte)(crc >> (8 * i));
            return bytes;
        }

        // 0 where the bytes are no whole time.
        private static long Decode(byte[] bytes)
        {
            if (bytes == null || bytes.Length != TimeLength + CrcLength) return 0;
            if (Number(bytes, TimeLength, CrcLength) != Crc32.Of(bytes, TimeLength)) return 0;
            long unixMs = Number(bytes, 0, TimeLength);
            return unixMs > 0 ? unixMs : 0;
        }

        private static long Number(byte[] bytes, int at, int width)
        {
            long value = 0;
            for (int i = width - 1; i >= 0; i--) value = (value << 8) | bytes[at + i];
            return value;
        }
    }
}
