using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Supervision
{
    /// <summary>Why this start came about, as far as a board can tell: for <c>info</c>.</summary>
    public static class StartReport
    {
        /// <summary>A note says more than the journal, which only knows whether the end was planned.</summary>
        public static void Fill(InfoMessage info, BootJournal journal, CrashNotes notes, StartGuard guard)
        {
            info.ResetReason = notes.Reason ?? journal.ResetReason;
            info.LastError = notes.Text;
            info.PreviousUptimeMs = journal.PreviousUptimeMs;
            info.Mode = guard.IsSafeMode ? "safe" : null;
        }
    }
}
