using System;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// Puts another <c>nanofleet.json</c> in place of the one that is there. A second file holds it with a CRC-32 until it is
    /// in place, so that a power cut at any byte leaves the old one or the new one: <see cref="Finish"/> at the next start.
    /// </summary>
    public sealed class SettingsInstall
    {
        public const string NewName = "nanofleet.new";

        private const int CrcLength = 4;

        private readonly IFileStore _files;

        public SettingsInstall(IFileStore files)
        {
            _files = files;
        }

        /// <summary>False when the flash refused: all is as it was.</summary>
        public bool Put(byte[] json)
        {
            var bytes = new byte[json.Length + CrcLength];
            Array.Copy(json, 0, bytes, 0, json.Length);
            LittleEndian.Put(bytes, json.Length, Crc32.Of(json, json.Length), CrcLength);
            if (!_files.Write(NewName, bytes))
            {
                _files.Delete(NewName);
                return false;
            }

            Finish();
            return true;
        }

        /// <summary>Before the settings are read: brings what was put and is not yet in place there.</summary>
        public void Finish()
        {
            byte[] bytes = _files.Read(NewName);
            if (bytes == null) return;
            int length = bytes.Length - CrcLength;
            bool whole = length > 0 && LittleEndian.Get(bytes, length, CrcLength) == Crc32.Of(bytes, length);
            if (!whole)
            {
                _files.Delete(NewName);
                return;
            }

            var json = new byte[length];
            Array.Copy(bytes, 0, json, 0, length);
            if (_files.Write(SettingsFile.Name, json)) _files.Delete(NewName);
        }
    }
}
