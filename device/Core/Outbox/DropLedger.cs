using System.Collections;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// The reports of lost readings: each rides on one record of this start, and leaves only when that record is stored.
    /// Memory is asked for before anything changes, so that running out of it loses no report.
    /// Bounded: one loss and one drop for each earlier boot (the journal and the segments bound those), and so many of this one.
    /// </summary>
    public sealed class DropLedger
    {
        private const int MostOwn = Limits.DropRanges / 2;

        // Nearly every record carries none.
        private static readonly DropRange[] None = new DropRange[0];

        private readonly ArrayList _entries = new ArrayList();
        private int _own;

        public int Count => _entries.Count;

        /// <summary>Whether some report that may be sent has no record to ride on.</summary>
        public bool HasUncarried
        {
            get
            {
                for (int i = 0; i < _entries.Count; i++)
                    if (Entry(i).Carrier == 0 && !Entry(i).Held) return true;
                return false;
            }
        }

        /// <summary>The journal says that an earlier boot lost its memory.</summary>
        /// <param name="held">Readings of it wait on flash: see <see cref="Release"/>.</param>
        public void AddEarlier(DropRange loss, bool held) => _entries.Add(new DropEntry { Range = loss, Earlier = true, Held = held });

        /// <summary>Reports of this start that are not stored yet, to be told after a sleep.</summary>
        public DropRange[] Own()
        {
            var ranges = new DropRange[_own];
            for (int i = 0, at = 0; at < _own; i++)
                if (!Entry(i).Earlier) ranges[at++] = Entry(i).Range;
            return ranges;
        }

        /// <summary>What this boot had not told before it fell asleep. Told twice, it says the same.</summary>
        public void Resume(DropRange[] ranges)
        {
            for (int i = 0; i < ranges.Length; i++) _entries.Add(new DropEntry { Range = ranges[i] });
            _own += ranges.Length;
        }

        /// <summary>Nothing of this boot waits on flash any more: its loss may be reported.</summary>
        public void Release(string boot)
        {
            for (int i = 0; i < _entries.Count; i++)
                if (Entry(i).Held && Entry(i).Range.Boot == boot) Entry(i).Held = false;
        }

        /// <summary>
        /// Records of this start made room. A report that was sent does not grow; only when there is no room for another one
        /// is it recalled, to be sent again with what came since.
        /// </summary>
        /// <param name="oldest">Nothing below them waits any more, so that a range may grow over what lies between.</param>
        public void Dropped(string boot, long from, long to, string reason, bool oldest)
        {
            DropEntry entry = Growing(from, reason, oldest, false);
            if (entry == null && _own < MostOwn)
            {
                _entries.Add(new DropEntry { Range = new DropRange(boot, from, to, reason) });
                _own++;
                return;
            }

            if (entry == null) entry = Growing(from, reason, oldest, true);
            // The last resort covers more than was dropped; what of it is stored after all the gateway counts as stored.
            if (entry == null) entry = NewestOwn();
            Grow(entry, from, to);
        }

        /// <summary>Records of an earlier start made room, from its oldest on.</summary>
        public void DroppedEarlier(string boot, long from, long to, string reason)
        {
            for (int i = 0; i < _entries.Count; i++)
            {
                DropEntry entry = Entry(i);
                if (!entry.Earlier || entry.Range.Boot != boot || entry.Range.Reason != reason) continue;
                Grow(entry, from, to);
                return;
            }

            _entries.Add(new DropEntry { Range = new DropRange(boot, from, to, reason), Earlier = true });
        }

        /// <summary>Gives reports without a record to this one, which is about to be sent for the first time: as many as a message may carry.</summary>
        public DropRange[] RideOn(long seq)
        {
            for (int i = 0, room = Limits.DropRanges; i < _entries.Count && room > 0; i++)
            {
                DropEntry entry = Entry(i);
                if (entry.Carrier != 0 || entry.Held) continue;
                entry.Carrier = seq;
                entry.Frozen = true;
                room--;
            }

            return Of(seq);
        }

        /// <summary>The reports that ride on a record.</summary>
        public DropRange[] Of(long seq)
        {
            int count = 0;
            for (int i = 0; i < _entries.Count; i++)
                if (Entry(i).Carrier == seq) count++;
            if (count == 0) return None;
            var ranges = new DropRange[count];
            for (int i = 0, at = 0; at < count; i++)
                if (Entry(i).Carrier == seq) ranges[at++] = Entry(i).Range;
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
            DropRange[] ranges = Of(seq);
            for (int i = _entries.Count - 1; i >= 0 && ranges.Length > 0; i--)
            {
                DropEntry entry = Entry(i);
                if (entry.Carrier != seq) continue;
                _entries.RemoveAt(i);
                if (!entry.Earlier) _own--;
            }

            return ranges;
        }

        private DropEntry Growing(long from, string reason, bool oldest, bool frozenToo)
        {
            for (int i = _entries.Count - 1; i >= 0; i--)
            {
                DropEntry entry = Entry(i);
                if (entry.Earlier || (entry.Frozen && !frozenToo) || entry.Range.Reason != reason) continue;
                if (entry.Range.To == from - 1 || (oldest && entry.Range.To < from)) return entry;
            }

            return null;
        }

        private static void Grow(DropEntry entry, long from, long to)
        {
            DropRange range = entry.Range;
            entry.Range = new DropRange(range.Boot, range.From < from ? range.From : from, range.To > to ? range.To : to, range.Reason);
            entry.Carrier = 0;
            entry.Frozen = false;
        }

        private DropEntry NewestOwn()
        {
            int i = _entries.Count - 1;
            while (Entry(i).Earlier) i--;
            return Entry(i);
        }

        private DropEntry Entry(int i) => (DropEntry)_entries[i];
    }
}
