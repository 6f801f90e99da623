using System.Text;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>
    /// The last answers by request id, so that a command that arrives twice is carried out once and answered alike.
    /// Ids are kept for the last <see cref="Most"/> commands, on flash too: a command that comes again after a restart is not
    /// carried out again. Of their answers only as much as <see cref="MostBytes"/> is kept, in memory.
    /// </summary>
    public sealed class AnswerBook
    {
        public const int Most = 32;
        public const int MostBytes = 4096;

        public const string FileName = "requests";

        // Between ids, which are printable.
        private const char Separator = '\n';

        private readonly IFileStore _files;
        private readonly string[] _ids = new string[Most];
        private readonly byte[][] _answers = new byte[Most][];
        private int _next;
        private int _bytes;

        public AnswerBook(IFileStore files)
        {
            _files = files;
            // The interpreter crashes when an element that was never set is compared with a text.
            for (int i = 0; i < Most; i++) _ids[i] = "";
            byte[] content = files.Read(FileName);
            if (content != null) Load(Encoding.UTF8.GetString(content, 0, content.Length));
        }

        /// <summary>Whether the request was answered; the answer is null where it was let go for its size.</summary>
        public bool Knows(string requestId, out byte[] answer)
        {
            for (int i = 0; i < Most; i++)
            {
                if (_ids[i] != requestId) continue;
                answer = _answers[i];
                return true;
            }

            answer = null;
            return false;
        }

        public void Keep(string requestId, byte[] answer)
        {
            LetGo(_next);
            _ids[_next] = requestId;
            _answers[_next] = answer;
            _bytes += answer.Length;
            // From the oldest on, but for the one just written.
            for (int i = 1; i < Most && _bytes > MostBytes; i++) LetGo((_next + i) % Most);
            _next = (_next + 1) % Most;
            Save();
        }

        // Oldest first, each with a separator behind it: one that power cut short has none, and is no id.
        private void Save()
        {
            var text = new StringBuilder();
            for (int i = 0; i < Most; i++)
            {
                string id = _ids[(_next + i) % Most];
                if (id.Length == 0) continue;
                text.Append(id);
                text.Append(Separator);
            }

            _files.Write(FileName, Encoding.UTF8.GetBytes(text.ToString()));
        }

        private void Load(string text)
        {
            int at = 0;
            for (int end = text.IndexOf(Separator); end >= 0 && _next < Most; end = text.IndexOf(Separator, at))
            {
                _ids[_next++] = text.Substring(at, end - at);
                at = end + 1;
            }

            _next %= Most;
        }

        private void LetGo(int at)
        {
            if (_answers[at] == null) return;
            _bytes -= _answers[at].Length;
            _answers[at] = null;
        }
    }
}
