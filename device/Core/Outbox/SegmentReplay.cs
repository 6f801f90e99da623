namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// Brings the records on flash back to be sent: segment by segment from the oldest, each in one pass. What of a segment is
    /// not settled then goes again later, ever more rarely. Belongs to the link thread, under the outbox's lock.
    /// </summary>
    internal sealed class SegmentReplay
    {
        // A page that cannot be read now may be read the next time; not for ever.
        private const int MostFaults = 3;

        private readonly SegmentLog _segments;
        private readonly SegmentReader _reader;
        private readonly SensorTable _sensors = new SensorTable();
        private Segment _segment;

        public SegmentReplay(SegmentLog segments, SegmentReader reader)
        {
            _segments = segments;
            _reader = reader;
        }

        /// <summary>A segment that flash does not give back any more, to be given up; else null.</summary>
        public Segment Lost { get; set; }

        /// <summary>Whether <see cref="TryNext"/> may find something at a time.</summary>
        public bool IsDue(long nowMs)
        {
            if (IsReading) return true;
            for (int i = 0; i < _segments.Count; i++)
                if (nowMs >= _segments.At(i).DueMs) return true;
            return false;
        }

        /// <summary>Fills in the next record that is due; false where there is none.</summary>
        public bool TryNext(long nowMs, OutboxRecord record)
        {
            while (IsReading || TryBegin(nowMs))
            {
                if (!_reader.Next())
                {
                    End(nowMs);
                    continue;
                }

                if (_reader.Kind == SegmentEntry.Sensor) _reader.ReadSensor(_sensors);
                if (_reader.Kind != SegmentEntry.Record || _reader.Place < _segment.SentBytes) continue;
                long seq = RecordCodec.Seq(_reader.Bytes, _reader.Content);
                if (!_segment.Has(seq)) continue;
                record.Load(_reader.Bytes, _reader.Content, _reader.ContentLength, _sensors);
                if (_segments.IsOwn(_segment)) record.OfThisStart(_segment.Boot);
                else record.OfEarlierStart(_segment);
                if (seq > _segment.SentSeq) _segment.SentSeq = seq;
                return true;
            }

            return false;
        }

        /// <summary>The connection is gone: every pass begins anew.</summary>
        public void LinkLost()
        {
            _segment = null;
            _segments.LinkLost();
        }

        // Everything that waited may have been settled meanwhile, and the file be gone.
        private bool IsReading => _segment != null && _segment.Waiting > 0;

        private bool TryBegin(long nowMs)
        {
            _segment = null;
            for (int i = 0; i < _segments.Count && _segment == null; i++)
                if (nowMs >= _segments.At(i).DueMs) _segment = _segments.At(i);
            if (_segment == null) return false;
            // Due by time, not by records that were added: all of it.
            if (_segment.DueMs > 0) _segment.SentBytes = 0;
            _sensors.Clear();
            _reader.Open(_segment.Name);
            return true;
        }

        private void End(long nowMs)
        {
            if (_reader.End < _segment.Bytes && ++_segment.Faults == MostFaults) Lost = _segment;
            _segment.SentBytes = _segment.Bytes;
            _segment.DueMs = nowMs + Resend.WaitMs(_segment.Passes++);
            _segment = null;
        }
    }
}
