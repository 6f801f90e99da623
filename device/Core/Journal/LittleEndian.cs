namespace Nanofleet.Device.Core.Journal
{
    /// <summary>Whole numbers in a fixed count of bytes, the lowest first.</summary>
    internal static class LittleEndian
    {
        /// <summary>Returns the place behind it.</summary>
        public static int Put(byte[] bytes, int at, long value, int width)
        {
            for (int i = 0; i < width; i++)
            {
                bytes[at + i] = (byte)value;
                value >>= 8;
            }

            return at + width;
        }

        public static long Get(byte[] bytes, int at, int width)
        {
            long value = 0;
            for (int i = width - 1; i >= 0; i--) value = (value << 8) | bytes[at + i];
            return value;
        }

        /// <summary>As <see cref="Get"/>, and moves on.</summary>
        public static long Take(byte[] bytes, ref int at, int width)
        {
            long value = Get(bytes, at, width);
            at += width;
            return value;
        }
    }
}
