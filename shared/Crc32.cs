namespace Nanofleet.Contract
{
    /// <summary>CRC-32 as in IEEE 802.3, half a byte at a time: a table of 64 bytes, where the usual one would cost a kilobyte of memory.</summary>
    public static class Crc32
    {
        private static readonly uint[] Halves =
        {
            0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
            0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
        };

        public static uint Of(byte[] bytes, int count) => Of(bytes, 0, count);

        public static uint Of(byte[] bytes, int offset, int count)
        {
            uint crc = 0xFFFFFFFF;
            for (int i = offset; i < offset + count; i++)
            {
                crc = (crc >> 4) ^ Halves[(crc ^ bytes[i]) & 15];
                crc = (crc >> 4) ^ Halves[(crc ^ (uint)(bytes[i] >> 4)) & 15];
            }

            return ~crc;
        }
    }
}
