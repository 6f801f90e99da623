using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>Says what is to be sent next: live readings in order, and one from flash between them. Under the outbox's lock.</summary>
    internal sealed class OutboxSending
    {
        private readonly OutboxParts _parts;
        private readonly OutboxRoom _room;
        private readonly SegmentReplay _replay;
        private readonly OutboxRecord _next = new OutboxRecord();
        private long _replayDueMs;
        private bool _replaysNext;

        public OutboxSending(OutboxParts parts, OutboxRoom room, SegmentReader reader)
        {
            _parts = parts;
            _room = room;
            _replay = new SegmentReplay(parts.Flash, reader);
        }

        /// <summary>Reports of lost readings wait, and no record that was not sent yet could carry them.</summary>
        public bool NeedsCarrier
        {
            get
            {
                if (!_parts.Drops.HasUncarried) return false;
                RecordBuffer records = _parts.Records;
                for (int at = 0; at < records.End; at = records.Next(at))
                    if (records.Sends(at) == 0) return false;
                return true;
            }
        }

        public long ReplayInMs(long nowMs)
        {
            if (!_replay.IsDue(nowMs + ReadingOutbox.ReplayGapMs)) return long.MaxValue;
            return _replayDueMs > nowMs ? _replayDueMs - nowMs : ReadingOutbox.ReplayGapMs;
        }

        /// <summary>A record that is due, marked as sent; null when there is none. It holds until the next call.</summary>
        public OutboxRecord Next(long nowMs)
        {
            bool replayed = _replaysNext && TryReplay(nowMs);
            bool found = replayed || TryLive(nowMs);
            if (!found && !_replaysNext) found = replayed = TryReplay(nowMs);
            _replaysNext = !replayed;
            GiveUpLost();
            return found ? _next : null;
        }

        /// <summary>The connection is gone, and with it every acknowledgement that was under way.</summary>
        public void LinkLost()
        {
            _parts.Records.LinkLost();
            _replay.LinkLost();
        }

        private bool TryLive(long nowMs)
        {
            RecordBuffer records = _parts.Records;
            for (int at = 0; at < records.End; at = records.Next(at))
            {
                if (!records.IsDue(at, nowMs)) continue;
                _next.Load(records.Bytes, at + RecordBuffer.Head, records.Length(at), _parts.Sensors);
                _next.OfThisStart(_parts.Boot);
                _next.Drops = records.Sends(at) == 0 ? _parts.Drops.RideOn(_next.Seq) : _parts.Drops.Of(_next.Seq);
                records.MarkSent(at);
                return true;
            }

            return false;
        }

        private bool TryReplay(long nowMs)
        {
            if (_parts.Flash.Count == 0 || nowMs < _replayDueMs || !_replay.TryNext(nowMs, _next)) return false;
            // It may have been sent before, also by an earlier start: it takes no reports on.
            _next.Drops = _next.IsOwn ? _parts.Drops.Of(_next.Seq) : _parts.Drops.Of(-1);
            _replayDueMs = nowMs + ReadingOutbox.ReplayGapMs;
            return true;
        }

        private void GiveUpLost()
        {
            if (_replay.Lost == null) return;
            _room.DropSegment(_replay.Lost, DropReasons.FlashFault);
            _replay.Lost = null;
        }
    }
}
