using System.Collections;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// The reports of lost readings: each rides on one record, and leaves only when that record is stored.
    /// Memory is asked for before anything changes, so that running out of it loses no report.
    /// At most <see cref="Limits.DropRanges"/> at a time, half for earlier boots (the journal bounds those), half for this one.
    /// </summary>
    public sealed class DropLedger
    {
        private const int MostOwn = Limits.DropRanges / 2;

        private readonly ArrayList _entries = new ArrayList();
        private int _own;

        public int Count => _entries.Count;

        /// <summary>Whether some report has no record to ride on.</summary>
        public bool HasUncarried => CountOf(0) > 0;

        public void AddEarlier(DropRange loss) => _entries.Add(new DropEntry { Range = loss, Earlier = true });

        /// <summary>
        /// A record of this boot made room. Always the oldest that waits, so that everything below it is settled or dropped
        /// already and a range may grow over it. A report that was sent does not grow; only when there is no room for
        /// another one is the newest recalled, to be sent again with what came since.
        /// </summary>
        public void Dropped(string boot, long seq)
        {
            DropEntry newest = NewestOwn();
            if (newest != null && (!newest.Frozen || _own == MostOwn))
            {
                newest.Range = new DropRange(boot, newest.Range.From, seq, DropReasons.OutboxFull);
                newest.Carrier = 0;
                newest.Frozen = false;
                return;
            }

            _entries.Add(new DropEntry { Range = new DropRange(boot, seq, seq, DropReasons.OutboxFull) });
            _own++;
        }

        /// <summary>Gives every report without a record to this one, which is about to be sent for the first time.</summary>
        public DropRange[] RideOn(long seq)
        {
            var ranges = new DropRange[CountOf(0)];
            int at = 0;
            for (int i = 0; i < _entries.Count; i++)
            {
                DropEntry entry = Entry(i);
                if (entry.Carrier != 0) continue;
                entry.Carrier = seq;
                entry.Frozen = true;
                ranges[at++] = entry.Range;
            }

            return ranges;
        }

        /// <summary>The record will not be delivered: its reports look for another one.</summary>
        public void CarrierDropped(long seq)
        {
            for (int i = 0; i < _entries.Count; i++)
                if (Entry(i).Carrier == seq) Entry(i).Carrier = 0;
        }

        /// <summary>The record is stored, and its reports with it. Returns them, for the journal to forget those of earlier boots.</summary>
        public DropRange[] CarrierStored(long seq)
        {
            var ranges = new DropRange[CountOf(seq)];
            int at = 0;
            for (int i = _entries.Count - 1; i >= 0; i--)
            {
                DropEntry entry = Entry(i);
                if (entry.Carrier != seq) continue;
                _entries.RemoveAt(i);
                if (!entry.Earlier) _own--;
                ranges[at++] = entry.Range;
            }

            return ranges;
        }

        private int CountOf(long carrier)
        {
            int count = 0;
            for (int i = 0; i < _entries.Count; i++)
                if (Entry(i).Carrier == carrier) count++;
            return count;
        }

        private DropEntry NewestOwn()
        {
            for (int i = _entries.Count - 1; i >= 0; i--)
                if (!Entry(i).Earlier) return Entry(i);
            return null;
        }

        private DropEntry Entry(int i) => (DropEntry)_entries[i];
    }
}
