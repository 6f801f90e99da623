using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Supervision
{
    /// <summary>
    /// Notices a board that does not get up: after three starts that soon ended in a crash or a hang, the next one runs link and
    /// commands only, so that somebody can help. It tries again by itself after a while. Lost power is no crash: a supply that
    /// flickers must not silence a board.
    /// </summary>
    public sealed class StartGuard
    {
        public const string FileName = "starts";

        /// <summary>Starts in a row that soon crashed.</summary>
        public const int MostFast = 3;

        /// <summary>A start that lasted so long counts as one that went well.</summary>
        public const int StableMs = 120000;

        /// <summary>So long in safe mode, then a start like any other.</summary>
        public const int SafeModeMs = 1800000;

        private readonly IFileStore _files;
        private readonly Log _log;
        private int _fast;

        public StartGuard(IFileStore files, Log log)
        {
            _files = files;
            _log = log;
        }

        public bool IsSafeMode { get; private set; }

        /// <summary>Counts this start, before anything that could end it.</summary>
        /// <param name="crashed">The start before left a note that it crashed or hung.</param>
        public void Begin(bool crashed)
        {
            byte[] content = _files.Read(FileName);
            int before = content != null && content.Length == 1 ? content[0] : 0;
            _fast = crashed ? before : 0;
            IsSafeMode = _fast >= MostFast;
            if (IsSafeMode) _log.Error("safe mode: the last " + _fast.ToString() + " starts soon crashed; no sensor is read");
            // A board that sleeps starts often, and mostly alike: that is no news for the flash.
            else if (before == _fast + 1) _fast = before;
            else Save(_fast + 1);
        }

        /// <summary>The next start is one like any other: this one lasted, or safe mode is left.</summary>
        public void Clear()
        {
            if (_fast != 0) Save(0);
        }

        private void Save(int fast)
        {
            if (_files.Write(FileName, new[] { (byte)fast })) _fast = fast;
        }
    }
}
