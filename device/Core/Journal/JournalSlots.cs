namespace Nanofleet.Device.Core.Journal
{
    /// <summary>
    /// Two files written in turn, so that a power cut at any byte of a write leaves the other one whole.
    /// </summary>
    public sealed class JournalSlots
    {
        public const string SlotA = "journal.a";
        public const string SlotB = "journal.b";

        private readonly IFileStore _files;
        private string _newest = SlotB;

        public JournalSlots(IFileStore files)
        {
            _files = files;
        }

        /// <summary>True when a slot existed but none was whole: then losses may go unreported.</summary>
        public bool Damaged { get; private set; }

        /// <summary>The newest whole record, or null.</summary>
        public JournalRecord Load()
        {
            byte[] bytesA = _files.Read(SlotA);
            byte[] bytesB = _files.Read(SlotB);
            JournalRecord a = JournalCodec.Decode(bytesA);
            JournalRecord b = JournalCodec.Decode(bytesB);
            Damaged = a == null && b == null && (bytesA != null || bytesB != null);
            bool newestIsA = a != null && (b == null || a.Generation > b.Generation);
            _newest = newestIsA ? SlotA : SlotB;
            return newestIsA ? a : b;
        }

        /// <summary>Writes to the older slot; false when the flash refused.</summary>
        public bool Save(JournalRecord record)
        {
            string target = _newest == SlotA ? SlotB : SlotA;
            if (!_files.Write(target, JournalCodec.Encode(record))) return false;
            _newest = target;
            return true;
        }
    }
}
