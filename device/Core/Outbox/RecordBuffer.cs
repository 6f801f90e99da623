using System;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// Records in one array that is made at the start: oldest first, without gaps, each behind a head of six bytes that says
    /// how far its delivery is. Nothing is allocated afterwards. Belongs to the outbox, under its lock.
    /// </summary>
    internal sealed class RecordBuffer
    {
        /// <summary>Length of the record, state, and when it is due, in tenths of a second of uptime.</summary>
        public const int Head = 6;

        /// <summary>What a record of six readings takes, head included, and some more.</summary>
        public const int PerRecord = 40;

        private const int TickMs = 100;
        private const byte OnTheWayFlag = 0x80;
        private const byte AwaitsAckFlag = 0x40;
        private const byte SendsMask = 0x3F;

        private readonly byte[] _bytes;
        private readonly int _capacity;

        /// <param name="capacity">Records. The array has room for so many of usual size, and for one of the largest.</param>
        public RecordBuffer(int capacity)
        {
            _capacity = capacity;
            int least = Head + RecordCodec.Most;
            int bytes = capacity * PerRecord;
            _bytes = new byte[bytes < least ? least : bytes];
        }

        public byte[] Bytes => _bytes;

        /// <summary>Bytes in use: the place behind the last record.</summary>
        public int End { get; private set; }

        public int Count { get; private set; }

        public int Capacity => _capacity;

        /// <summary>More than three quarters are in use.</summary>
        public bool IsNearlyFull => Count * 4 > _capacity * 3 || End * 4 > _bytes.Length * 3;

        public bool HasRoom(int length) => Count < _capacity && End + Head + length <= _bytes.Length;

        public void Add(byte[] record, int length)
        {
            _bytes[End] = (byte)length;
            for (int i = 1; i < Head; i++) _bytes[End + i] = 0;
            Array.Copy(record, 0, _bytes, End + Head, length);
            End += Head + length;
            Count++;
        }

        /// <summary>The place of the record behind the one at a place.</summary>
        public int Next(int at) => at + Head + _bytes[at];

        /// <summary>The place of a sequence number, or minus one.</summary>
        public int Find(long seq)
        {
            for (int at = 0; at < End; at = Next(at))
                if (Seq(at) == seq) return at;
            return -1;
        }

        public long Seq(int at) => RecordCodec.Seq(_bytes, at + Head);

        public int Length(int at) => _bytes[at];

        /// <summary>Takes the records before a place out.</summary>
        public void RemoveBefore(int place)
        {
            for (int at = 0; at < place; at = Next(at)) Count--;
            Close(0, place);
        }

        public void RemoveAt(int at)
        {
            Count--;
            Close(at, Next(at));
        }

        /// <summary>Sent on the connection that stands now.</summary>
        public bool IsOnTheWay(int at) => (_bytes[at + 1] & OnTheWayFlag) != 0;

        /// <summary>Waits for its PUBACK: the link minds that, not the clock.</summary>
        public bool AwaitsAck(int at) => (_bytes[at + 1] & AwaitsAckFlag) != 0;

        public int Sends(int at) => _bytes[at + 1] & SendsMask;

        public bool IsDue(int at, long nowMs) => !IsOnTheWay(at) || (!AwaitsAck(at) && nowMs >= DueMs(at));

        public void MarkSent(int at)
        {
            int sends = Sends(at);
            _bytes[at + 1] = (byte)(OnTheWayFlag | AwaitsAckFlag | (sends == SendsMask ? sends : sends + 1));
        }

        public void MarkAcknowledged(int at, long dueMs)
        {
            _bytes[at + 1] &= unchecked((byte)~AwaitsAckFlag);
            MarkDue(at, dueMs);
        }

        public void MarkDue(int at, long dueMs)
        {
            long ticks = (dueMs + TickMs - 1) / TickMs;
            for (int i = 2; i < Head; i++)
            {
                _bytes[at + i] = (byte)ticks;
                ticks >>= 8;
            }
        }

        public void LinkLost()
        {
            for (int at = 0; at < End; at = Next(at)) _bytes[at + 1] &= SendsMask;
        }

        private long DueMs(int at)
        {
            long ticks = 0;
            for (int i = Head - 1; i >= 2; i--) ticks = (ticks << 8) | _bytes[at + i];
            return ticks * TickMs;
        }

        // Downwards, so that copying within one array is safe.
        private void Close(int from, int to)
        {
            Array.Copy(_bytes, to, _bytes, from, End - to);
            End -= to - from;
        }
    }
}
