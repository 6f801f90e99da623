using Nanofleet.Contract;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>Takes samplings in, and brings to flash what waits for too long or has no room in memory. Under the outbox's lock.</summary>
    internal sealed class OutboxIntake
    {
        // Asking for free memory makes the board collect garbage, and a batch should be worth a write: only when records pile up.
        private const int Few = 8;

        private readonly OutboxParts _parts;
        private readonly OutboxRoom _room;
        private readonly OutboxLimits _limits;
        private readonly IBoard _board;
        private readonly byte[] _encoded = new byte[RecordCodec.Most];
        private bool _full;

        public OutboxIntake(OutboxParts parts, OutboxRoom room, OutboxLimits limits, IBoard board)
        {
            _parts = parts;
            _room = room;
            _limits = limits;
            _board = board;
        }

        /// <summary>False when no number could be had, because flash refused: then nothing was taken.</summary>
        public bool TryTake(long uptimeMs, Reading[] readings, int count, out long seq)
        {
            if (!_parts.Journal.TryReserve(out seq)) return false;
            RecordBuffer records = _parts.Records;
            int length = RecordCodec.Put(_encoded, seq, _parts.Journal.UptimeBaseMs + uptimeMs, readings, count, _parts.Sensors);
            if (records.IsNearlyFull || IsMemoryShort) MoveAll(uptimeMs);
            bool full = !records.HasRoom(length);
            if (full && !_full) _parts.Log.Warning("outbox full: from now on the oldest reading makes room for each new one");
            _full = full;
            while (!records.HasRoom(length)) _room.DropOldest(DropReasons.OutboxFull, uptimeMs);
            _parts.Journal.Use(seq);
            records.Add(_encoded, length);
            _parts.Account.Take(uptimeMs);
            // Inside the lock: the console must not learn of a record after the network did.
            if (_parts.Log.Level == LogLevel.Debug) _parts.Log.Debug("taken " + _parts.Boot + "/" + seq.ToString());
            MoveAged(uptimeMs);
            return true;
        }

        /// <summary>Brings everything to flash once the oldest in memory has waited for too long.</summary>
        public void MoveAged(long nowMs)
        {
            RecordBuffer records = _parts.Records;
            if (records.Count == 0) return;
            int at = RecordBuffer.Head;
            Varint.Get(records.Bytes, ref at);
            if (_parts.Journal.UptimeBaseMs + nowMs - Varint.Get(records.Bytes, ref at) >= _limits.FlushMs) MoveAll(nowMs);
        }

        /// <summary>Moves everything to flash, batch by batch; the oldest segment makes room where the budget is spent.</summary>
        public void MoveAll(long nowMs)
        {
            while (_parts.Records.Count > 0 && _parts.Flash.IsOpen(nowMs))
            {
                while (_parts.Flash.NeedsRoom(_parts.Records)) _room.DropOldestSegment(nowMs);
                int moved = _parts.Flash.Append(_parts.Records, _parts.Sensors, nowMs);
                if (moved == 0) return;
                _parts.Records.RemoveBefore(moved);
            }
        }

        private bool IsMemoryShort => _parts.Records.Count >= Few && _board.FreeMemory < ReadingOutbox.LeastFreeBytes;
    }
}
