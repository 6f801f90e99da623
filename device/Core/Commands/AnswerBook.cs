namespace Nanofleet.Device.Core.Commands
{
    /// <summary>
    /// The last answers by request id, so that a command that arrives twice is carried out once and answered alike.
    /// Ids are kept for the last <see cref="Most"/> commands; of their answers only as much as <see cref="MostBytes"/>.
    /// </summary>
    public sealed class AnswerBook
    {
        public const int Most = 32;
        public const int MostBytes = 4096;

        private readonly string[] _ids = new string[Most];
        private readonly byte[][] _answers = new byte[Most][];
        private int _next;
        private int _bytes;

        public AnswerBook()
        {
            // The interpreter crashes when an element that was never set is compared with a text.
            for (int i = 0; i < Most; i++) _ids[i] = "";
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
        }

        private void LetGo(int at)
        {
            if (_answers[at] == null) return;
            _bytes -= _answers[at].Length;
            _answers[at] = null;
        }
    }
}
