namespace Nanofleet.Device.Core.Journal
{
    /// <summary>CRC-32 as in IEEE 802.3, bit by bit: a journal is some hundred bytes, a table would cost a kilobyte of memory.</summary>
    public static class Crc32
    {
        public static uint Of(byte[] bytes, int count)
        {
            uint crc = 0xFFFFFFFF;
            for (int i = 0; i < count; i++)
            {
                crc ^= bytes[i];
                for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }

            return ~crc;
        }
    }
}
