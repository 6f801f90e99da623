using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Supervision
{
    /// <summary>
    /// The watchdog, in software because the board gives managed code no other: a thread that does not come back, or that fails
    /// at every step, ends in a restart with a note for the next start. Runs on a thread of its own and waits for nothing.
    /// </summary>
    public sealed class Supervisor : IStep
    {
        public const int PeriodMs = 5000;

        /// <summary>Failed steps in a row after which a thread is not expected to recover.</summary>
        public const int MostInARow = 20;

        private const int LastWordsMs = 5000;

        private readonly Pulse[] _pulses;
        private readonly StartGuard _guard;
        private readonly TrialWatch _trial;
        private readonly CrashNotes _notes;
        private readonly ILastWords _lastWords;
        private readonly RestartRequest _restart;
        private readonly IBoard _board;
        private readonly IClock _clock;
        private readonly Log _log;
        private bool _lasted;

        public Supervisor(Pulse[] pulses, StartGuard guard, TrialWatch trial, CrashNotes notes, ILastWords lastWords, RestartRequest restart, IBoard board, IClock clock, Log log)
        {
            _pulses = pulses;
            _guard = guard;
            _trial = trial;
            _notes = notes;
            _lastWords = lastWords;
            _restart = restart;
            _board = board;
            _clock = clock;
            _log = log;
        }

        public string Name => "supervisor";

        public int Step()
        {
            long nowMs = _clock.UptimeMs;
            _trial.Tend(nowMs);
            for (int i = 0; i < _pulses.Length; i++)
            {
                Pulse pulse = _pulses[i];
                if (pulse.IsStuck(nowMs)) Restart(CrashNotes.Hang, pulse.Name + " does not come back" + Last(pulse));
                else if (pulse.InARow >= MostInARow) Restart(CrashNotes.Crash, pulse.Name + " fails at every step" + Last(pulse));
            }

            int lastMs = _guard.IsSafeMode ? StartGuard.SafeModeMs : StartGuard.StableMs;
            if (_lasted || nowMs < lastMs) return PeriodMs;
            _lasted = true;
            _guard.Clear();
            if (_guard.IsSafeMode) _restart.Ask();
            return PeriodMs;
        }

        public void Recover()
        {
        }

        private void Restart(string reason, string text)
        {
            _log.Error("restarting: " + text);
            _notes.Leave(reason, text);
            if (!_lastWords.Speak(LastWordsMs)) _log.Error("what waits in memory is lost");
            _board.Reboot();
        }

        private static string Last(Pulse pulse) => pulse.LastFault == null ? "" : "; last exception: " + pulse.LastFault;
    }
}
