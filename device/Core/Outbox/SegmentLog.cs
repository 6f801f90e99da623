using System.Collections;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// The outbox on flash: segments, oldest first, within a budget. Records come in batches from memory and leave one by one;
    /// a segment is deleted when nothing of it waits any more. Where flash fails nothing is lost by it: the records stay in
    /// memory, and it is tried again after a while. Belongs to the outbox, under its lock.
    /// </summary>
    internal sealed class SegmentLog
    {
        /// <summary>After flash refused a write, the next try.</summary>
        public const int RetryMs = 60000;

        // A clock that is set again moves a little each time: less than this is not worth an entry.
        private const int ClockNewsMs = 1000;

        private readonly IFileStore _files;
        private readonly BootJournal _journal;
        private readonly BoardTime _time;
        private readonly Log _log;
        private readonly int _most;
        private readonly SegmentBatch _batch = new SegmentBatch();
        private readonly ArrayList _segments = new ArrayList();
        private readonly ArrayList _undeleted = new ArrayList();
        private int _nextNumber = 1;
        private long _retryMs;
        private long _tidyMs;

        /// <param name="budget">Bytes; 0 writes nothing, and still sends what is there.</param>
        public SegmentLog(IFileStore files, int budget, BootJournal journal, BoardTime time, Log log)
        {
            _files = files;
            _most = budget / Segment.MostBytes;
            _journal = journal;
            _time = time;
            _log = log;
        }

        public int Count => _segments.Count;

        /// <summary>So many segments may be there at a time.</summary>
        public int Most => _most;

        /// <summary>The last write was refused.</summary>
        public bool Failing { get; private set; }

        /// <summary>Batches written since the start.</summary>
        public long Writes { get; private set; }

        public Segment At(int i) => (Segment)_segments[i];

        public bool IsOwn(Segment segment) => segment.Life == _journal.Life;

        /// <summary>Records that wait here; of this start of the board, or of earlier ones.</summary>
        public int Waiting(bool own)
        {
            int waiting = 0;
            for (int i = 0; i < Count; i++)
                if (IsOwn(At(i)) == own) waiting += At(i).Waiting;
            return waiting;
        }

        /// <summary>Records in files of this start, those that are settled included.</summary>
        public int OwnRecords
        {
            get
            {
                int records = 0;
                for (int i = 0; i < Count; i++)
                    if (IsOwn(At(i))) records += At(i).Records;
                return records;
            }
        }

        /// <summary>Whether records of this boot wait that an earlier start took.</summary>
        public bool HoldsEarlier(string boot)
        {
            for (int i = 0; i < Count; i++)
                if (At(i).Boot == boot && !IsOwn(At(i))) return true;
            return false;
        }

        /// <summary>Finds what earlier starts left. What is not whole is cut off, what is none of ours or empty removed.</summary>
        public void Scan(SegmentReader reader)
        {
            string[] names = _files.List();
            if (names == null)
            {
                _log.Error("outbox: no file system; readings wait in memory only");
                Failing = true;
                return;
            }

            for (int i = 0; i < names.Length; i++)
                if (names[i].StartsWith(Segment.Prefix) && int.TryParse(names[i].Substring(Segment.Prefix.Length), out int number)) Find(reader, number);
            ShareTimes();
            if (Count > 0) _log.Info("outbox: " + Waiting(false).ToString() + " readings of earlier starts on flash");
        }

        /// <summary>This start goes on after a sleep: so does its newest segment, where that ended well, with the numbers it gave to sensors.</summary>
        public void Reopen(SegmentReader reader, SensorTable sensors)
        {
            Segment segment = Newest;
            if (segment == null || !IsOwn(segment) || !segment.IsWhole) return;
            reader.Open(segment.Name);
            while (reader.Next())
                if (reader.Kind == SegmentEntry.Sensor) reader.ReadSensor(sensors);
            segment.Sensors = sensors.Count;
            segment.Closed = false;
        }

        /// <summary>True when records can be moved here now, but for a segment that must go first.</summary>
        public bool IsOpen(long nowMs) => _most > 0 && (!Failing || nowMs >= _retryMs);

        /// <summary>True when the next record needs a new segment and there may be no more.</summary>
        public bool NeedsRoom(RecordBuffer records) => Count >= _most && !FitsOpen(records, 0);

        /// <summary>
        /// Writes the oldest records, as many as one batch takes, and returns the place behind the last one. 0 where flash
        /// refused: then they all stay where they are.
        /// </summary>
        public int Append(RecordBuffer records, SensorTable sensors, long nowMs)
        {
            Segment segment = FitsOpen(records, 0) ? Newest : new Segment(_nextNumber, _journal.Boot, _journal.Life);
            _batch.Clear();
            if (segment.Bytes == 0) _batch.AddHead(segment.Boot, segment.Life);
            long startMs = AddTime(segment);
            int defined = segment.Sensors;
            while (defined < sensors.Count && _batch.TryAddSensor(sensors, defined)) defined++;
            int end = defined < sensors.Count ? 0 : AddRecords(records, segment);
            if (_files.Append(segment.Name, _batch.Bytes, _batch.Length))
            {
                if (segment.Bytes == 0) Open(segment);
                segment.Bytes += _batch.Length;
                segment.Sensors = defined;
                if (startMs > 0) segment.StartMs = startMs;
                for (int at = 0; at < end; at = records.Next(at)) segment.Add(records.Seq(at));
                segment.DueMs = 0;
                Failing = false;
                Writes++;
                // Only definitions fitted: the records come with the next batch.
                return end > 0 ? end : Append(records, sensors, nowMs);
            }

            // What part of the batch is there nobody knows: nothing is put behind it.
            segment.Closed = true;
            if (segment.Waiting == 0) Remove(segment);
            _nextNumber = segment.Number + 1;
            if (!Failing) _log.Error("outbox: flash refuses to be written; readings wait in memory only");
            Failing = true;
            _retryMs = nowMs + RetryMs;
            return 0;
        }

        /// <summary>One record of a segment waits no more; with the last one the file goes.</summary>
        public void Settle(Segment segment, long seq)
        {
            segment.Settle(seq);
            if (segment.Waiting == 0) Remove(segment);
        }

        /// <summary>Gives a segment up, with all that waits in it.</summary>
        public void Remove(Segment segment)
        {
            segment.Clear();
            _segments.Remove(segment);
            if (!_files.Delete(segment.Name)) _undeleted.Add(segment.Name);
        }

        /// <summary>Deletes what flash refused to delete before. To be called now and then.</summary>
        public void Tidy(long nowMs)
        {
            if (_undeleted.Count == 0 || nowMs < _tidyMs) return;
            _tidyMs = nowMs + RetryMs;
            for (int i = _undeleted.Count - 1; i >= 0; i--)
                if (_files.Delete((string)_undeleted[i])) _undeleted.RemoveAt(i);
        }

        public void LinkLost()
        {
            for (int i = 0; i < Count; i++) At(i).SendAgain();
        }

        private Segment Newest => Count == 0 ? null : At(Count - 1);

        private void Open(Segment segment)
        {
            _segments.Add(segment);
            _nextNumber = segment.Number + 1;
        }

        private bool FitsOpen(RecordBuffer records, int at)
        {
            Segment segment = Newest;
            return segment != null && !segment.Closed && segment.CanHold(records.Seq(at))
                && segment.Bytes + SegmentEntry.Frame + records.Length(at) <= Segment.MostBytes;
        }

        private int AddRecords(RecordBuffer records, Segment segment)
        {
            long first = segment.FirstSeq == 0 ? records.Seq(0) : segment.FirstSeq;
            int at = 0;
            while (at < records.End)
            {
                int length = records.Length(at);
                bool fits = _batch.HasRoom(length) && segment.Bytes + _batch.Length + SegmentEntry.Frame + length <= Segment.MostBytes;
                if (!fits || records.Seq(at) >= first + Segment.Span) break;
                _batch.AddRecord(records.Bytes, at + RecordBuffer.Head, length);
                at = records.Next(at);
            }

            return at;
        }

        /// <returns>When this start of the board was, where that is news to the segment; else 0.</returns>
        private long AddTime(Segment segment)
        {
            long startMs = _time.At(0);
            long movedMs = startMs - segment.StartMs;
            bool same = segment.Quality == _time.Quality && movedMs < ClockNewsMs && movedMs > -ClockNewsMs;
            if (startMs <= 0 || same) return 0;
            _batch.AddTime(startMs, _time.Quality);
            segment.Quality = _time.Quality;
            return startMs;
        }

        private void Find(SegmentReader reader, int number)
        {
            if (number >= _nextNumber) _nextNumber = number + 1;
            string name = Segment.Prefix + number.ToString();
            reader.Open(name);
            Segment segment = reader.Next() ? reader.ReadHead(number) : null;
            while (segment != null && reader.Next())
            {
                if (reader.Kind == SegmentEntry.Time) reader.ReadTime(segment);
                if (reader.Kind != SegmentEntry.Record) continue;
                long seq = RecordCodec.Seq(reader.Bytes, reader.Content);
                if (!segment.CanHold(seq)) break;
                segment.Add(seq);
            }

            if (reader.Failed) _log.Error("outbox: " + name + " cannot be read");
            if (segment == null || segment.Waiting == 0)
            {
                // Nothing in it that could ever be sent; but what the flash only refused to give out may come back.
                if (!reader.Failed) _files.Delete(name);
                return;
            }

            segment.Bytes = reader.End;
            segment.IsWhole = reader.IsAtEnd;
            segment.Closed = true;
            int at = Count;
            while (at > 0 && At(at - 1).Number > number) at--;
            _segments.Insert(at, segment);
        }

        // The last that a start of the board knew of the time holds for all that it wrote.
        private void ShareTimes()
        {
            for (int i = Count - 2; i >= 0; i--)
            {
                Segment next = At(i + 1);
                if (next.Life != At(i).Life || next.StartMs == 0) continue;
                At(i).StartMs = next.StartMs;
                At(i).Quality = next.Quality;
            }
        }
    }
}
