using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>What those who work in the outbox share: records in memory and on flash, reports of drops, the account. Under the outbox's lock.</summary>
    internal sealed class OutboxParts
    {
        public OutboxParts(OutboxLimits limits, IFileStore files, SegmentReader reader, BootJournal journal, BoardTime time, Log log)
        {
            Journal = journal;
            Log = log;
            Records = new RecordBuffer(limits.Capacity);
            Flash = new SegmentLog(files, limits.FlashBytes, journal, time, log);
            Flash.Scan(reader);
            Time = time;
            Resume(reader);
            for (int i = 0; i < journal.Lost.Length; i++) Drops.AddEarlier(journal.Lost[i], Flash.HoldsEarlier(journal.Lost[i].Boot));
        }

        public BootJournal Journal { get; }

        public BoardTime Time { get; }

        public Log Log { get; }

        /// <summary>The newest, in memory …</summary>
        public RecordBuffer Records { get; }

        /// <summary>… and the older ones.</summary>
        public SegmentLog Flash { get; }

        public DropLedger Drops { get; } = new DropLedger();

        public SensorTable Sensors { get; } = new SensorTable();

        public OutboxAccount Account { get; } = new OutboxAccount();

        /// <summary>What is to be known when the board wakes. Nothing may wait in memory.</summary>
        public SleepNote Note()
        {
            var note = new SleepNote { OnFlash = Flash.OwnRecords, Drops = Drops.Own() };
            Account.FillNote(note);
            return note;
        }

        public string Boot => Journal.Boot;

        /// <summary>Records of this start that are neither stored nor dropped.</summary>
        public int Waiting => Records.Count + Flash.Waiting(true);

        /// <summary>A record of this start is stored, and the reports that it carried with it.</summary>
        public void Stored(long seq)
        {
            DropRange[] reported = Drops.CarrierStored(seq);
            Account.Store();
            for (int i = 0; i < reported.Length; i++) Journal.Forget(reported[i]);
        }

        /// <summary>Something of a segment is settled: where it was the last of an earlier boot, that boot's loss may be reported.</summary>
        public void Release(Segment segment)
        {
            if (!Flash.IsOwn(segment) && !Flash.HoldsEarlier(segment.Boot)) Drops.Release(segment.Boot);
        }

        // A boot goes on only where all that it left is there: of what flash forgot nobody would speak otherwise.
        private void Resume(SegmentReader reader)
        {
            SleepNote note = Journal.Resumed;
            if (note == null) return;
            if (Flash.OwnRecords != note.OnFlash)
            {
                Log.Error("outbox: of " + note.OnFlash.ToString() + " readings from before the sleep " + Flash.OwnRecords.ToString() + " are there; this is a new boot");
                Journal.Renew();
                return;
            }

            Flash.Reopen(reader, Sensors);
            Account.Resume(note, Flash.Waiting(true));
            Drops.Resume(note.Drops);
            Time.Resume(Journal.UptimeBaseMs);
        }
    }
}
