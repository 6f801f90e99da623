namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// One file of the outbox: records of one start of the board, in order, at most <see cref="MostBytes"/>. Which of them still
    /// wait is one bit each in memory; after a restart all of them wait again, and those that the gateway has are copies to it.
    /// </summary>
    internal sealed class Segment
    {
        public const string Prefix = "outbox.";

        /// <summary>One block of the board's file system.</summary>
        public const int MostBytes = 4096;

        /// <summary>Sequence numbers from the first one on that a segment can hold.</summary>
        public const int Span = 256;

        private readonly byte[] _waiting = new byte[Span / 8];

        public Segment(int number, string boot, long life)
        {
            Number = number;
            Boot = boot;
            Life = life;
        }

        /// <summary>Counts the segments; the lowest holds the oldest records.</summary>
        public int Number { get; }

        public string Boot { get; }

        /// <summary>Tells the starts of the board apart, also where two share a boot.</summary>
        public long Life { get; }

        public string Name => Prefix + Number.ToString();

        public int Bytes { get; set; }

        /// <summary>Sensors that it has given numbers to.</summary>
        public int Sensors { get; set; }

        /// <summary>Nothing is added any more: it is of an earlier start, or a write to it failed.</summary>
        public bool Closed { get; set; }

        public long FirstSeq { get; private set; }

        public long LastSeq { get; private set; }

        /// <summary>Records in the file, whatever became of them.</summary>
        public int Records { get; private set; }

        /// <summary>The file ends with a whole entry: more may be put behind it.</summary>
        public bool IsWhole { get; set; }

        /// <summary>Records that are neither stored nor dropped.</summary>
        public int Waiting { get; private set; }

        /// <summary>Unix milliseconds at uptime 0 of its start of the board, 0 where it was never known; and whence that came.</summary>
        public long StartMs { get; set; }

        public string Quality { get; set; }

        /// <summary>How often all of it was sent.</summary>
        public int Passes { get; set; }

        /// <summary>Uptime at which it is to be sent (again).</summary>
        public long DueMs { get; set; }

        /// <summary>Records that begin before this place are on their way and not due yet.</summary>
        public int SentBytes { get; set; }

        /// <summary>The highest number that was sent since this start.</summary>
        public long SentSeq { get; set; }

        /// <summary>Passes that ended before its end: the flash did not give back what was written.</summary>
        public int Faults { get; set; }

        public bool CanHold(long seq) => FirstSeq == 0 || (seq > LastSeq && seq < FirstSeq + Span);

        public void Add(long seq)
        {
            if (FirstSeq == 0) FirstSeq = seq;
            LastSeq = seq;
            int bit = (int)(seq - FirstSeq);
            _waiting[bit >> 3] |= (byte)(1 << (bit & 7));
            Waiting++;
            Records++;
        }

        public bool Has(long seq)
        {
            if (FirstSeq == 0 || seq < FirstSeq || seq > LastSeq) return false;
            int bit = (int)(seq - FirstSeq);
            return (_waiting[bit >> 3] & (1 << (bit & 7))) != 0;
        }

        /// <summary>The first and the last number that wait here.</summary>
        public void FindWaiting(out long first, out long last)
        {
            first = FirstSeq;
            last = LastSeq;
            while (first < last && !Has(first)) first++;
            while (first < last && !Has(last)) last--;
        }

        /// <summary>One that waits does so no more.</summary>
        public void Settle(long seq)
        {
            int bit = (int)(seq - FirstSeq);
            _waiting[bit >> 3] &= (byte)(0xFF ^ (1 << (bit & 7)));
            Waiting--;
        }

        /// <summary>Nothing waits here any more.</summary>
        public void Clear() => Waiting = 0;

        /// <summary>All of it goes again: the connection that carried it is gone, or the gateway misses something.</summary>
        public void SendAgain()
        {
            SentBytes = 0;
            DueMs = 0;
        }
    }
}
