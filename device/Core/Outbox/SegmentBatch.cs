using System;
using System.Text;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>Entries put together in one array, to be written at once: flash is spared by few writes, not by short ones.</summary>
    internal sealed class SegmentBatch
    {
        public const int MostBytes = 1024;

        private readonly byte[] _bytes = new byte[MostBytes];
        private int _begin;

        public byte[] Bytes => _bytes;

        public int Length { get; private set; }

        public void Clear() => Length = 0;

        public bool HasRoom(int content) => Length + SegmentEntry.Frame + content <= MostBytes;

        public void AddHead(string boot, long life)
        {
            int at = Begin(SegmentEntry.Head);
            _bytes[at++] = SegmentEntry.Version;
            for (int i = 0; i < boot.Length; i++) _bytes[at++] = (byte)boot[i];
            End(Varint.Put(_bytes, at, life));
        }

        /// <summary>False where it does not fit.</summary>
        public bool TryAddSensor(SensorTable sensors, int index)
        {
            byte[] name = Encoding.UTF8.GetBytes(sensors.Name(index));
            string unitText = sensors.Unit(index);
            byte[] unit = Encoding.UTF8.GetBytes(unitText == null ? "" : unitText);
            if (!HasRoom(2 + name.Length + unit.Length)) return false;
            int at = Begin(SegmentEntry.Sensor);
            _bytes[at++] = (byte)sensors.Decimals(index);
            _bytes[at++] = (byte)name.Length;
            Array.Copy(name, 0, _bytes, at, name.Length);
            Array.Copy(unit, 0, _bytes, at + name.Length, unit.Length);
            End(at + name.Length + unit.Length);
            return true;
        }

        public void AddTime(long startMs, string quality)
        {
            int at = Begin(SegmentEntry.Time);
            _bytes[at++] = quality == TimeQualities.Sntp ? SegmentEntry.SntpTime : SegmentEntry.GatewayTime;
            End(Varint.Put(_bytes, at, startMs));
        }

        public void AddRecord(byte[] bytes, int at, int length)
        {
            int to = Begin(SegmentEntry.Record);
            Array.Copy(bytes, at, _bytes, to, length);
            End(to + length);
        }

        private int Begin(byte kind)
        {
            _begin = Length;
            _bytes[_begin + 1] = kind;
            return _begin + 2;
        }

        private void End(int at)
        {
            _bytes[_begin] = (byte)(at - _begin - 1);
            uint crc = Crc32.Of(_bytes, _begin, at - _begin);
            for (int i = 0; i < SegmentEntry.CrcLength; i++)
            {
                _bytes[at++] = (byte)crc;
                crc >>= 8;
            }

            Length = at;
        }
    }
}
