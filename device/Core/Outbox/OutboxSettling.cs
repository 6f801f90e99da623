using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>Lets records go that are stored, and sends again what the gateway misses. Under the outbox's lock.</summary>
    internal sealed class OutboxSettling
    {
        private readonly OutboxParts _parts;

        public OutboxSettling(OutboxParts parts)
        {
            _parts = parts;
        }

        /// <summary>The broker has the record. Where that means it is stored, it leaves.</summary>
        public void Acknowledged(string boot, long seq, bool meansStored, long nowMs)
        {
            RecordBuffer records = _parts.Records;
            int at = boot == _parts.Boot ? records.Find(seq) : -1;
            if (at >= 0)
            {
                records.MarkAcknowledged(at, nowMs + Resend.WaitMs(records.Sends(at) - 1));
                if (meansStored) StoredInMemory(at);
                return;
            }

            SegmentLog flash = _parts.Flash;
            for (int i = 0; meansStored && i < flash.Count; i++)
            {
                if (flash.At(i).Boot != boot || !flash.At(i).Has(seq)) continue;
                StoredOnFlash(flash.At(i), seq);
                return;
            }
        }

        /// <summary>The gateway said what it has, and what it misses: that is sent again at once.</summary>
        public void Settle(StoredMessage message, long nowMs)
        {
            for (int i = _parts.Flash.Count - 1; i >= 0; i--)
                if (_parts.Flash.At(i).Boot == message.Boot) Settle(_parts.Flash.At(i), message);
            if (message.Boot == _parts.Boot) SettleInMemory(message, nowMs);
        }

        private void SettleInMemory(StoredMessage message, long nowMs)
        {
            RecordBuffer records = _parts.Records;
            for (int at = 0; at < records.End;)
            {
                long seq = records.Seq(at);
                if (message.Settles(seq))
                {
                    StoredInMemory(at);
                    continue;
                }

                if (seq <= message.UpTo) records.MarkDue(at, nowMs);
                at = records.Next(at);
            }
        }

        // What an earlier start took may be named because nobody expects it any more: only what was sent now counts.
        private void Settle(Segment segment, StoredMessage message)
        {
            long last = _parts.Flash.IsOwn(segment) || segment.LastSeq < segment.SentSeq ? segment.LastSeq : segment.SentSeq;
            bool missing = false;
            for (long seq = segment.FirstSeq; seq <= last; seq++)
            {
                if (!segment.Has(seq)) continue;
                if (message.Settles(seq)) StoredOnFlash(segment, seq);
                else missing |= seq <= message.UpTo && seq <= segment.SentSeq;
            }

            // Not while they are still being sent: the gateway misses then what is on its way.
            if (missing && segment.DueMs > 0) segment.SendAgain();
        }

        private void StoredInMemory(int at)
        {
            long seq = _parts.Records.Seq(at);
            _parts.Records.RemoveAt(at);
            _parts.Stored(seq);
        }

        private void StoredOnFlash(Segment segment, long seq)
        {
            _parts.Flash.Settle(segment, seq);
            if (_parts.Flash.IsOwn(segment)) _parts.Stored(seq);
            else _parts.Release(segment);
        }
    }
}
