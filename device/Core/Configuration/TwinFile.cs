using System;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// A small record that is always whole: two files written in turn, each with the number of its write and a CRC-32, so that a
    /// power cut at any byte leaves the one before.
    /// </summary>
    public sealed class TwinFile
    {
        private const int Numbers = 4;
        private const int CrcLength = 4;

        private readonly IFileStore _files;
        private readonly string _name;
        private uint _write;

        public TwinFile(IFileStore files, string name)
        {
            _files = files;
            _name = name;
        }

        /// <summary>The newest whole record, or null.</summary>
        public byte[] Load()
        {
            byte[] even = Whole(_files.Read(NameOf(0)));
            byte[] odd = Whole(_files.Read(NameOf(1)));
            byte[] newest = odd != null && (even == null || Number(odd) > Number(even)) ? odd : even;
            _write = newest == null ? 0 : Number(newest);
            if (newest == null) return null;
            var content = new byte[newest.Length - Numbers - CrcLength];
            Array.Copy(newest, Numbers, content, 0, content.Length);
            return content;
        }

        /// <summary>Writes over the older one; false when the flash refused.</summary>
        public bool Save(byte[] content)
        {
            var bytes = new byte[Numbers + content.Length + CrcLength];
            LittleEndian.Put(bytes, 0, _write + 1, Numbers);
            Array.Copy(content, 0, bytes, Numbers, content.Length);
            LittleEndian.Put(bytes, bytes.Length - CrcLength, Crc32.Of(bytes, bytes.Length - CrcLength), CrcLength);
            if (!_files.Write(NameOf(_write + 1), bytes)) return false;
            _write++;
            return true;
        }

        private string NameOf(uint write) => _name + (write % 2 == 0 ? ".a" : ".b");

        private static byte[] Whole(byte[] bytes)
        {
            if (bytes == null || bytes.Length <= Numbers + CrcLength) return null;
            return LittleEndian.Get(bytes, bytes.Length - CrcLength, CrcLength) == Crc32.Of(bytes, bytes.Length - CrcLength) ? bytes : null;
        }

        private static uint Number(byte[] bytes) => (uint)LittleEndian.Get(bytes, 0, Numbers);
    }
}
