using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// Which desired documents the board keeps and which is in force. One record, so that a trial begins and ends with one
    /// write: a power cut leaves the state before or the state after.
    /// </summary>
    public sealed class ConfigState
    {
        private const int Length = 5 + 8 + 8 + 4 + 4 + 4;

        public ConfigPhase Phase;
        public RevertReason Reason;

        /// <summary>Starts of the board within this trial.</summary>
        public int Starts;

        /// <summary>Number of the file of the document that holds without a trial; 0 for none.</summary>
        public int ActiveFile;

        /// <summary>Number of the file of the newest document; the same as <see cref="ActiveFile"/> when it is applied.</summary>
        public int NewestFile;

        public long ActiveVersion;
        public long NewestVersion;
        public uint ActiveCrc;
        public uint NewestCrc;

        /// <summary>Of the settings file as it was: whoever flashes another one wants that one.</summary>
        public uint BaseCrc;

        public byte[] Encode()
        {
            var bytes = new byte[Length];
            bytes[0] = (byte)Phase;
            bytes[1] = (byte)Reason;
            bytes[2] = (byte)Starts;
            bytes[3] = (byte)ActiveFile;
            bytes[4] = (byte)NewestFile;
            LittleEndian.Put(bytes, 5, ActiveVersion, 8);
            LittleEndian.Put(bytes, 13, NewestVersion, 8);
            LittleEndian.Put(bytes, 21, ActiveCrc, 4);
            LittleEndian.Put(bytes, 25, NewestCrc, 4);
            LittleEndian.Put(bytes, 29, BaseCrc, 4);
            return bytes;
        }

        /// <summary>Null where the bytes are no state of this firmware.</summary>
        public static ConfigState Decode(byte[] bytes)
        {
            if (bytes == null || bytes.Length != Length) return null;
            return new ConfigState
            {
                Phase = (ConfigPhase)bytes[0],
                Reason = (RevertReason)bytes[1],
                Starts = bytes[2],
                ActiveFile = bytes[3],
                NewestFile = bytes[4],
                ActiveVersion = LittleEndian.Get(bytes, 5, 8),
                NewestVersion = LittleEndian.Get(bytes, 13, 8),
                ActiveCrc = (uint)LittleEndian.Get(bytes, 21, 4),
                NewestCrc = (uint)LittleEndian.Get(bytes, 25, 4),
                BaseCrc = (uint)LittleEndian.Get(bytes, 29, 4),
            };
        }
    }
}
