using System;

namespace Nanofleet.Contract.Improv
{
    /// <summary>
    /// Finds frames in a stream of bytes, whatever stands between them and however they are cut. A frame that turns out damaged
    /// is told, and what it swallowed is looked through again, so that a whole frame behind it is not lost. Allocates nothing.
    /// <code>for (bool found = decoder.Put(value); found; found = decoder.Next()) …</code>
    /// </summary>
    public sealed class ImprovDecoder
    {
        private readonly byte[] _bytes = new byte[ImprovFrame.Longest];
        private int _count;
        private int _taken;

        /// <summary>What was found is a frame whose checksum is wrong; it has no content.</summary>
        public bool IsDamaged { get; private set; }

        public byte Type => _bytes[ImprovFrame.TypeAt];

        /// <summary>The array in which the data stands, from <see cref="ImprovFrame.DataAt"/> on, until the next call.</summary>
        public byte[] Bytes => _bytes;

        public int DataLength => _bytes[ImprovFrame.LengthAt];

        /// <summary>Of the data.</summary>
        public byte this[int at] => _bytes[ImprovFrame.DataAt + at];

        /// <summary>A frame has begun, with its whole header, and not ended.</summary>
        public bool IsMidFrame => _count - _taken >= ImprovFrame.HeaderLength;

        /// <summary>Takes one byte; true when something was found.</summary>
        public bool Put(byte value)
        {
            Drop(_taken);
            _taken = 0;
            _bytes[_count++] = value;
            return Find();
        }

        /// <summary>Whether there is another, in what came already.</summary>
        public bool Next()
        {
            Drop(_taken);
            _taken = 0;
            return Find();
        }

        /// <summary>
        /// Gives up a frame whose rest does not come: for a caller who has waited long enough. True when there is another in what
        /// was taken for its content.
        /// </summary>
        public bool GiveUp()
        {
            if (!IsMidFrame) return false;
            Drop(_taken + 1);
            _taken = 0;
            return Find();
        }

        private bool Find()
        {
            IsDamaged = false;
            while (_count > 0)
            {
                int good = MatchingHeader();
                if (good < _count && good < ImprovFrame.HeaderLength) Drop(good > 0 ? good : 1);
                else if (_count <= ImprovFrame.LengthAt || _count < FrameLength()) return false;
                else return Take();
            }

            return false;
        }

        private bool Take()
        {
            int before = FrameLength() - 1;
            IsDamaged = ImprovFrame.Checksum(_bytes, 0, before) != _bytes[before];
            // Of a damaged frame only the first byte is known to be of no use.
            _taken = IsDamaged ? 1 : before + 1;
            return true;
        }

        private int FrameLength() => ImprovFrame.DataAt + DataLength + 1;

        private int MatchingHeader()
        {
            int at = 0;
            while (at < _count && at < ImprovFrame.HeaderLength && _bytes[at] == ImprovFrame.HeaderByte(at)) at++;
            return at;
        }

        // The header's first byte comes only once in it, so what has matched so far holds no second beginning.
        private void Drop(int count)
        {
            _count -= count;
            if (_count > 0 && count > 0) Array.Copy(_bytes, count, _bytes, 0, _count);
        }
    }
}
