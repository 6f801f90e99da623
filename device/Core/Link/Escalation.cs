namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// The last means where reconnecting and joining afresh do not help: a restart, for radios that hang. Never while the board
    /// is of use without a link. Each one without success doubles the time to the next, also across starts: where nobody
    /// answers, a board that restarts all day helps nobody.
    /// </summary>
    public sealed class Escalation
    {
        public const string FileName = "rescues";

        /// <summary>Offline for so long before the first restart …</summary>
        public const long FirstMs = 3600000;

        // … and for 16 hours before the later ones.
        private const int MostDoublings = 4;

        private readonly IFileStore _files;
        private int _restarts;
        private long _onlineMs;

        public Escalation(IFileStore files)
        {
            _files = files;
            byte[] content = files.Read(FileName);
            if (content != null && content.Length == 1) _restarts = content[0];
        }

        /// <summary>The link stands, and has for a while: what was done helped.</summary>
        public void Stable(long nowMs)
        {
            _onlineMs = nowMs;
            if (_restarts > 0) Save(0);
        }

        /// <summary>Whether the board should restart now; it must do so then, for it counts as done.</summary>
        /// <param name="ofUse">Readings are taken, and there is room for them.</param>
        public bool TakeRestart(long nowMs, bool ofUse)
        {
            int doublings = _restarts < MostDoublings ? _restarts : MostDoublings;
            if (ofUse || nowMs - _onlineMs < FirstMs << doublings) return false;
            // A budget that cannot be kept is none: then the board stays as it is.
            return _restarts == MostDoublings || Save(_restarts + 1);
        }

        private bool Save(int restarts)
        {
            if (!_files.Write(FileName, new[] { (byte)restarts })) return false;
            _restarts = restarts;
            return true;
        }
    }
}
