namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the top bit where more follow.</summary>
    public static class Varint
    {
        /// <summary>Bytes of the largest number.</summary>
        public const int Most = 10;

        /// <summary>Writes a number from 0 on; returns the place behind it.</summary>
        public static int Put(byte[] bytes, int at, long value)
        {
            ulong rest = (ulong)value;
            while (rest >= 0x80)
            {
                bytes[at++] = (byte)((rest & 0x7F) | 0x80);
                rest >>= 7;
            }

            bytes[at++] = (byte)rest;
            return at;
        }

        public static long Get(byte[] bytes, ref int at)
        {
            ulong value = 0;
            for (int shift = 0; shift < 64; shift += 7)
            {
                byte next = bytes[at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80) break;
            }

            return (long)value;
        }

        /// <summary>Writes any number: zigzag, so that small ones below zero are short, too.</summary>
        public static int PutSigned(byte[] bytes, int at, long value) => Put(bytes, at, (value << 1) ^ (value >> 63));

        public static long GetSigned(byte[] bytes, ref int at)
        {
            long zigzag = Get(bytes, ref at);
            long half = (zigzag >> 1) & long.MaxValue;
            return (zigzag & 1) == 0 ? half : ~half;
        }
    }
}
