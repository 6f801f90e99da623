using System.Text;

namespace Nanofleet.Device.Core.Supervision
{
    /// <summary>
    /// Why the board restarted itself, handed from one start to the next in a small file: the chip does not tell. Read once,
    /// and gone then.
    /// </summary>
    public sealed class CrashNotes
    {
        public const string FileName = "crash";
        public const string Crash = "crash";
        public const string Hang = "hang";

        /// <summary>Restarted because the link did not come back.</summary>
        public const string Offline = "offline";

        private const int MostText = 200;
        private const byte HangMark = (byte)'h';
        private const byte CrashMark = (byte)'c';
        private const byte OfflineMark = (byte)'o';

        private readonly IFileStore _files;

        public CrashNotes(IFileStore files)
        {
            _files = files;
        }

        /// <summary><see cref="Crash"/>, <see cref="Hang"/> or <see cref="Offline"/>, or null where the start before left no note.</summary>
        public string Reason { get; private set; }

        public string Text { get; private set; }

        /// <summary>The start before ended by a fault of its own.</summary>
        public bool IsCrash => Reason == Crash || Reason == Hang;

        public void Load()
        {
            byte[] note = _files.Read(FileName);
            if (note == null) return;
            _files.Delete(FileName);
            Reason = note.Length == 0 ? null : ReasonOf(note[0]);
            if (Reason == null) return;
            Text = Encoding.UTF8.GetString(note, 1, note.Length - 1);
        }

        /// <summary>Leaves a note for the next start.</summary>
        public void Leave(string reason, string text)
        {
            if (text.Length > MostText) text = text.Substring(0, MostText);
            byte[] note = Encoding.UTF8.GetBytes("?" + text);
            note[0] = reason == Hang ? HangMark : reason == Crash ? CrashMark : OfflineMark;
            _files.Write(FileName, note);
        }

        private static string ReasonOf(byte mark)
        {
            switch (mark)
            {
                case HangMark: return Hang;
                case CrashMark: return Crash;
                case OfflineMark: return Offline;
                default: return null;
            }
        }
    }
}
