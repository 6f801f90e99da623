using System.Text;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>
    /// The last answers by request id, so that a command that arrives twice is carried out once and answered alike.
    /// Ids are kept for the last <see cref="Most"/> commands, on flash too: a command that comes again after a restart is not
    /// carried out again. Of their answers only as much as <see cref="MostBytes"/> is kept, in memory. Safe for several threads.
    /// </summary>
    public sealed class AnswerBook
    {
        public const int Most = 32;
        public const int MostBytes = 4096;

        public const string FileName = "requests";

        // Between ids, which are printable.
        private const char Separator = '\n';

        private readonly object _gate = new object();
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
            lock (_gate)
            {
                int at = Find(requestId);
                answer = at < 0 ? null : _answers[at];
                return at >= 0;
            }
        }

        public void Keep(string requestId, byte[] answer)
        {
            lock (_gate)
            {
                int at = _next;
                _ids[at] = requestId;
                _next = (at + 1) % Most;
                Put(at, answer);
                Save();
            }
        }

        /// <summary>Another answer to a request that is known; one that is not any more stays forgotten.</summary>
        public void Replace(string requestId, byte[] answer)
        {
            lock (_gate)
            {
                int at = Find(requestId);
                if (at >= 0) Put(at, answer);
            }
        }

        private void Put(int at, byte[] answer)
        {
            LetGo(at);
            _answers[at] = answer;
            _bytes += answer.Length;
            // From the oldest on, but for the one just written.
            for (int i = 0; i < Most && _bytes > MostBytes; i++)
                if ((_next + i) % Most != at) LetGo((_next + i) % Most);
        }

        private int Find(string requestId)
        {
            for (int i = 0; i < Most; i++)
                if (_ids[i] == requestId) return i;
            return -1;
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
