using System;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>One object of settings on its way to the board, piece by piece. What came stays until another one is begun.</summary>
    public sealed class SettingsTransfer
    {
        private uint _crc;

        /// <summary>Null before the first; as long as the whole object.</summary>
        public byte[] Bytes { get; private set; }

        /// <summary>How many of the bytes are there.</summary>
        public int Count { get; private set; }

        public bool IsComplete => Bytes != null && Count == Bytes.Length;

        public bool IsWhole => IsComplete && Crc32.Of(Bytes, Count) == _crc;

        /// <summary>Goes on with the same object where that was cut off.</summary>
        public void Begin(int length, uint crc)
        {
            if (Is(crc) && Bytes.Length == length) return;
            Bytes = new byte[length];
            Count = 0;
            _crc = crc;
        }

        /// <summary>This very object was begun.</summary>
        public bool Is(uint crc) => Bytes != null && _crc == crc;

        /// <summary>Takes what is new of a piece; false where it leaves a gap or goes beyond the end.</summary>
        public bool Take(int offset, byte[] from, int at, int count)
        {
            if (offset > Count || offset + count > Bytes.Length) return false;
            int known = Count - offset;
            if (known >= count) return true;
            Array.Copy(from, at + known, Bytes, Count, count - known);
            Count = offset + count;
            return true;
        }

        /// <summary>It came damaged: all of it must come again.</summary>
        public void Restart() => Count = 0;
    }
}
