using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Journal
{
    /// <summary>
    /// A sleep note as bytes, behind a journal record: life, sleep, quiet wakes, taken, the drops by reason, records on flash,
    /// the reports (from, to, number of the reason). Whole numbers are little endian.
    /// </summary>
    internal static class SleepNoteCodec
    {
        private const int Reasons = 3;
        private const int HeadLength = 8 + 8 + 2 + 8 + Reasons * 8 + 4 + 1;
        private const int DropLength = 8 + 8 + 1;

        public static int Length(SleepNote note) => HeadLength + note.Drops.Length * DropLength;

        /// <summary>Writes at a place; returns the place behind it.</summary>
        public static int Encode(SleepNote note, byte[] bytes, int at)
        {
            at = LittleEndian.Put(bytes, at, note.Life, 8);
            at = LittleEndian.Put(bytes, at, note.SleepMs, 8);
            at = LittleEndian.Put(bytes, at, note.QuietWakes, 2);
            at = LittleEndian.Put(bytes, at, note.Taken, 8);
            for (int i = 0; i < Reasons; i++) at = LittleEndian.Put(bytes, at, note.Dropped[i], 8);
            at = LittleEndian.Put(bytes, at, note.OnFlash, 4);
            at = LittleEndian.Put(bytes, at, note.Drops.Length, 1);
            for (int i = 0; i < note.Drops.Length; i++)
            {
                at = LittleEndian.Put(bytes, at, note.Drops[i].From, 8);
                at = LittleEndian.Put(bytes, at, note.Drops[i].To, 8);
                at = LittleEndian.Put(bytes, at, NumberOf(note.Drops[i].Reason), 1);
            }

            return at;
        }

        /// <summary>Null where there is none of this length.</summary>
        /// <param name="boot">That of the record, and of its drops.</param>
        public static SleepNote Decode(byte[] bytes, int at, int length, string boot)
        {
            if (length < HeadLength || length != HeadLength + bytes[at + HeadLength - 1] * DropLength) return null;
            string[] reasons = SleepNote.Reasons;
            var note = new SleepNote();
            note.Life = LittleEndian.Take(bytes, ref at, 8);
            note.SleepMs = LittleEndian.Take(bytes, ref at, 8);
            note.QuietWakes = (int)LittleEndian.Take(bytes, ref at, 2);
            note.Taken = LittleEndian.Take(bytes, ref at, 8);
            for (int i = 0; i < Reasons; i++) note.Dropped[i] = LittleEndian.Take(bytes, ref at, 8);
            note.OnFlash = (int)LittleEndian.Take(bytes, ref at, 4);
            note.Drops = new DropRange[(int)LittleEndian.Take(bytes, ref at, 1)];
            for (int i = 0; i < note.Drops.Length; i++)
            {
                long from = LittleEndian.Take(bytes, ref at, 8);
                long to = LittleEndian.Take(bytes, ref at, 8);
                note.Drops[i] = new DropRange(boot, from, to, reasons[(int)LittleEndian.Take(bytes, ref at, 1)]);
            }

            return note;
        }

        private static int NumberOf(string reason)
        {
            string[] reasons = SleepNote.Reasons;
            int number = 0;
            while (number < Reasons - 1 && reasons[number] != reason) number++;
            return number;
        }
    }
}
