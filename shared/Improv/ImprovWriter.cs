#nullable disable
using System.Text;

namespace Nanofleet.Contract.Improv
{
    /// <summary>
    /// Writes one frame at a time into one reused array. What does not fit a frame sets <see cref="Overflowed"/>, and the frame
    /// must then not be sent.
    /// </summary>
    public sealed class ImprovWriter
    {
        private readonly byte[] _bytes = new byte[ImprovFrame.Longest + 1];
        private int _innerLengthAt;

        /// <summary>The array behind the frame; only the first <see cref="Length"/> bytes count.</summary>
        public byte[] Bytes => _bytes;

        public int Length { get; private set; }

        public bool Overflowed { get; private set; }

        /// <summary>How much more data fits.</summary>
        public int Room => ImprovFrame.DataAt + ImprovFrame.MostData - Length;

        /// <param name="type">One of <see cref="ImprovTypes"/>.</param>
        public ImprovWriter Begin(byte type)
        {
            for (int i = 0; i < ImprovFrame.HeaderLength; i++) _bytes[i] = ImprovFrame.HeaderByte(i);
            _bytes[ImprovFrame.TypeAt] = type;
            Length = ImprovFrame.DataAt;
            _innerLengthAt = 0;
            Overflowed = false;
            return this;
        }

        /// <summary>Begins a frame that carries a command and the length of its data, as commands and results do.</summary>
        public ImprovWriter Begin(byte type, byte command)
        {
            Begin(type).Put(command);
            _innerLengthAt = Length;
            return Put(0);
        }

        public ImprovWriter Put(byte value)
        {
            if (Room > 0) _bytes[Length++] = value;
            else Overflowed = true;
            return this;
        }

        public ImprovWriter Put(byte[] bytes, int offset, int count)
        {
            for (int i = offset; i < offset + count; i++) Put(bytes[i]);
            return this;
        }

        /// <summary>A whole number of so many bytes, the lowest first.</summary>
        public ImprovWriter PutNumber(long value, int width)
        {
            for (int i = 0; i < width; i++) Put((byte)(value >> (8 * i)));
            return this;
        }

        /// <summary>The length in bytes and the text; null is an empty one.</summary>
        public ImprovWriter PutText(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
            if (bytes.Length > Room - 1) Overflowed = true;
            else Put((byte)bytes.Length).Put(bytes, 0, bytes.Length);
            return this;
        }

        /// <summary>As <see cref="PutText"/>, but cut after the last whole character that fits into so many bytes, and into the frame.</summary>
        public ImprovWriter PutCutText(string text, int most)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
            if (most > Room - 1) most = Room - 1;
            int count = bytes.Length < most ? bytes.Length : most;
            // 10xxxxxx goes on with a character (RFC 3629 section 3).
            while (count > 0 && count < bytes.Length && (bytes[count] & 0xC0) == 0x80) count--;
            return Put((byte)count).Put(bytes, 0, count);
        }

        /// <summary>Completes the frame, which is then in <see cref="Bytes"/>.</summary>
        public ImprovWriter End()
        {
            int data = Length - ImprovFrame.DataAt;
            _bytes[ImprovFrame.LengthAt] = (byte)data;
            if (_innerLengthAt > 0) _bytes[_innerLengthAt] = (byte)(Length - _innerLengthAt - 1);
            _bytes[Length] = ImprovFrame.Checksum(_bytes, 0, Length);
            _bytes[Length + 1] = ImprovFrame.LineFeed;
            Length += 2;
            return this;
        }

        public byte[] ToArray()
        {
            var copy = new byte[Length];
            System.Array.Copy(_bytes, 0, copy, 0, Length);
            return copy;
        }
    }
}
