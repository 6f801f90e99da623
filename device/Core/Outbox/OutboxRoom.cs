using Nanofleet.Contract;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>Gives records up, oldest first: each is counted by its reason, and reported until the report is stored. Under the outbox's lock.</summary>
    internal sealed class OutboxRoom
    {
        private readonly OutboxParts _parts;

        public OutboxRoom(OutboxParts parts)
        {
            _parts = parts;
        }

        /// <summary>Uptime at which one last had to make room, 0 while none had to.</summary>
        public long LastDroppedMs { get; private set; }

        /// <summary>The oldest in memory makes room.</summary>
        public void DropOldest(string reason, long nowMs)
        {
            LastDroppedMs = nowMs;
            RecordBuffer records = _parts.Records;
            long seq = records.Seq(0);
            _parts.Drops.Dropped(_parts.Boot, seq, seq, reason, _parts.Flash.Waiting(true) == 0);
            _parts.Drops.CarrierDropped(seq);
            records.RemoveBefore(records.Next(0));
            _parts.Account.Drop(reason, 1);
            if (_parts.Log.Level == LogLevel.Debug) _parts.Log.Debug("dropped " + _parts.Boot + "/" + seq.ToString());
        }

        /// <summary>The oldest segment makes room for a new one.</summary>
        public void DropOldestSegment(long nowMs)
        {
            LastDroppedMs = nowMs;
            DropSegment(_parts.Flash.At(0), DropReasons.OutboxFull);
        }

        public void DropSegment(Segment segment, string reason)
        {
            bool own = _parts.Flash.IsOwn(segment);
            bool oldest = segment == _parts.Flash.At(0);
            _parts.Log.Warning("outbox: " + segment.Waiting.ToString() + " readings of boot " + segment.Boot + " dropped, " + reason);
            segment.FindWaiting(out long from, out long to);
            if (own)
            {
                for (long seq = from; seq <= to; seq++) _parts.Drops.CarrierDropped(seq);
                _parts.Drops.Dropped(segment.Boot, from, to, reason, oldest);
                _parts.Account.Drop(reason, segment.Waiting);
            }
            else
            {
                _parts.Drops.DroppedEarlier(segment.Boot, from, to, reason);
            }

            _parts.Flash.Remove(segment);
            _parts.Release(segment);
        }

        /// <summary>Gives up all that waits, of earlier starts, too, and returns how many that were.</summary>
        public int Discard()
        {
            int before = _parts.Waiting + _parts.Flash.Waiting(false);
            while (_parts.Flash.Count > 0) DropSegment(_parts.Flash.At(0), DropReasons.Discarded);
            // Room is made on purpose: nobody is short of it.
            while (_parts.Records.Count > 0) DropOldest(DropReasons.Discarded, 0);
            return before;
        }
    }
}
