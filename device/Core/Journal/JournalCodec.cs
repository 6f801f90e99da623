using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Journal
{
    /// <summary>
    /// A journal record as bytes: "NJ1", flags, generation, boot, reserved, last, uptime, the lost boots, a sleep note where the
    /// board sleeps, CRC-32 of all before it. Whole numbers are little endian, eight bytes. Bytes that a power cut left half
    /// written do not decode.
    /// </summary>
    public static class JournalCodec
    {
        private const int BootLength = 8;
        private const int HeadLength = 3 + 1 + 8 + BootLength + 8 + 8 + 8 + 1;
        private const int LostLength = BootLength + 8 + 1;
        private const int CrcLength = 4;
        private const byte PlannedFlag = 1;
        private const byte SettledFlag = 2;
        private const byte SleepFlag = 4;

        public static byte[] Encode(JournalRecord record)
        {
            int note = record.Sleep == null ? 0 : SleepNoteCodec.Length(record.Sleep);
            var bytes = new byte[HeadLength + record.Lost.Length * LostLength + note + CrcLength];
            bytes[0] = (byte)'N';
            bytes[1] = (byte)'J';
            bytes[2] = (byte)'1';
            bytes[3] = (byte)((record.Planned ? PlannedFlag : 0) | (record.Settled ? SettledFlag : 0) | (record.Sleep != null ? SleepFlag : 0));
            int at = LittleEndian.Put(bytes, 4, record.Generation, 8);
            at = PutBoot(bytes, at, record.Boot);
            at = LittleEndian.Put(bytes, at, record.Reserved, 8);
            at = LittleEndian.Put(bytes, at, record.LastSeq, 8);
            at = LittleEndian.Put(bytes, at, record.UptimeMs, 8);
            at = LittleEndian.Put(bytes, at, record.Lost.Length, 1);
            for (int i = 0; i < record.Lost.Length; i++)
            {
                at = PutBoot(bytes, at, record.Lost[i].Boot);
                at = LittleEndian.Put(bytes, at, record.Lost[i].To, 8);
                at = LittleEndian.Put(bytes, at, record.Lost[i].Reason == DropReasons.Reboot ? 1 : 0, 1);
            }

            if (record.Sleep != null) at = SleepNoteCodec.Encode(record.Sleep, bytes, at);
            LittleEndian.Put(bytes, at, Crc32.Of(bytes, at), CrcLength);
            return bytes;
        }

        /// <summary>Null where the bytes are no whole record.</summary>
        public static JournalRecord Decode(byte[] bytes)
        {
            if (bytes == null || bytes.Length < HeadLength + CrcLength) return null;
            if (bytes[0] != 'N' || bytes[1] != 'J' || bytes[2] != '1') return null;
            int end = bytes.Length - CrcLength;
            int lost = bytes[HeadLength - 1];
            int noteAt = HeadLength + lost * LostLength;
            bool sleeps = (bytes[3] & SleepFlag) != 0;
            if (noteAt > end || (!sleeps && noteAt < end) || LittleEndian.Get(bytes, end, CrcLength) != Crc32.Of(bytes, end)) return null;
            var record = new JournalRecord
            {
                Planned = (bytes[3] & PlannedFlag) != 0,
                Settled = (bytes[3] & SettledFlag) != 0,
                Generation = LittleEndian.Get(bytes, 4, 8),
                Boot = GetBoot(bytes, 12),
                Reserved = LittleEndian.Get(bytes, 20, 8),
                LastSeq = LittleEndian.Get(bytes, 28, 8),
                UptimeMs = LittleEndian.Get(bytes, 36, 8),
                Lost = new DropRange[lost],
            };
            for (int i = 0; i < lost; i++)
            {
                int at = HeadLength + i * LostLength;
                string reason = bytes[at + LostLength - 1] == 1 ? DropReasons.Reboot : DropReasons.PowerLoss;
                record.Lost[i] = new DropRange(GetBoot(bytes, at), 1, LittleEndian.Get(bytes, at + BootLength, 8), reason);
            }

            if (sleeps) record.Sleep = SleepNoteCodec.Decode(bytes, noteAt, end - noteAt, record.Boot);
            return record;
        }

        private static int PutBoot(byte[] bytes, int at, string boot)
        {
            for (int i = 0; i < BootLength; i++) bytes[at + i] = (byte)boot[i];
            return at + BootLength;
        }

        private static string GetBoot(byte[] bytes, int at)
        {
            var text = new char[BootLength];
            for (int i = 0; i < BootLength; i++) text[i] = (char)bytes[at + i];
            return new string(text);
        }
    }
}
