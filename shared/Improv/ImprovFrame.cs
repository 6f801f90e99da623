namespace Nanofleet.Contract.Improv
{
    /// <summary>
    /// The layout of a frame, Improv Serial 1, section "Packet format": <c>IMPROV</c>, version, type, length of the data, data,
    /// checksum (the sum of all bytes before it, modulo 256). A line feed follows, for those who read lines.
    /// </summary>
    public static class ImprovFrame
    {
        public const byte Version = 1;

        public const int TypeAt = 7;
        public const int LengthAt = 8;
        public const int DataAt = 9;

        /// <summary>The length is one byte.</summary>
        public const int MostData = 255;

        /// <summary>With checksum, without the line feed.</summary>
        public const int Longest = DataAt + MostData + 1;

        public const byte LineFeed = 10;

        // As one array for both ends; nobody writes to it.
        private static readonly byte[] Header = { (byte)'I', (byte)'M', (byte)'P', (byte)'R', (byte)'O', (byte)'V', Version };

        /// <summary>What stands before the type.</summary>
        public const int HeaderLength = 7;

        public static byte HeaderByte(int at) => Header[at];

        /// <summary>Of the bytes from <paramref name="start"/> on.</summary>
        public static byte Checksum(byte[] bytes, int start, int count)
        {
            int sum = 0;
            for (int i = start; i < start + count; i++) sum += bytes[i];
            return (byte)sum;
        }
    }
}
