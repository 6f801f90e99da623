using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Sampling;
using Nanofleet.Device.Core.Supervision;

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
        private readonly Sampler _sampler;
        private readonly ReadingOutbox _outbox;
        private readonly CrashNotes _notes;
        private int _restarts;
        private long _onlineMs;

        public Escalation(IFileStore files, Sampler sampler, ReadingOutbox outbox, CrashNotes notes)
        {
            _files = files;
            _sampler = sampler;
            _outbox = outbox;
            _notes = notes;
            byte[] content = files.Read(FileName);
            if (content != null && content.Length == 1) _restarts = content[0];
        }

        /// <summary>The link stands, and has for a while: what was done helped.</summary>
        public void Stable(long nowMs)
        {
            _onlineMs = nowMs;
            if (_restarts > 0) Save(0);
        }

        /// <summary>Whether the board should restart now; it must do so then, for it counts as done, and the next start will say so.</summary>
        /// <param name="reason">Why the link does not come about.</param>
        public bool TakeRestart(long nowMs, string reason)
        {
            int doublings = _restarts < MostDoublings ? _restarts : MostDoublings;
            if (IsOfUse(nowMs) || nowMs - _onlineMs < FirstMs << doublings) return false;
            // A budget that cannot be kept is none: then the board stays as it is.
            if (_restarts != MostDoublings && !Save(_restarts + 1)) return false;
            _notes.Leave(CrashNotes.Offline, reason);
            return true;
        }

        // Sensors answer, and what they give has room: then a board that is offline does its work.
        private bool IsOfUse(long nowMs)
        {
            long patienceMs = FirstMs > 2L * _sampler.IntervalMs ? FirstMs : 2L * _sampler.IntervalMs;
            bool hasRoom = _outbox.LastDroppedMs == 0 || nowMs - _outbox.LastDroppedMs > patienceMs;
            return hasRoom && nowMs - _outbox.LastTakenMs <= patienceMs;
        }

        private bool Save(int restarts)
        {
            if (!_files.Write(FileName, new[] { (byte)restarts })) return false;
            _restarts = restarts;
            return true;
        }
    }
}
