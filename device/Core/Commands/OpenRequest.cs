using System.Text;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>The request that a restart carries out, handed to the next start: only that one can say that it is done.</summary>
    public sealed class OpenRequest
    {
        public const string FileName = "open";

        // Behind the id: one that power cut short has none.
        private const char End = '\n';

        private readonly IFileStore _files;

        public OpenRequest(IFileStore files)
        {
            _files = files;
        }

        public void Keep(string requestId) => _files.Write(FileName, Encoding.UTF8.GetBytes(requestId + End));

        /// <summary>Answers what the start before left open.</summary>
        public void Answer(LateAnswers answers, string boot)
        {
            byte[] content = _files.Read(FileName);
            if (content == null) return;
            _files.Delete(FileName);
            if (content.Length < 2 || content[content.Length - 1] != End) return;
            var result = new JsonBuffer(32);
            result.BeginObject();
            result.Member("boot", boot);
            result.EndObject();
            answers.Give(Encoding.UTF8.GetString(content, 0, content.Length - 1), result.ToArray(), null, null);
        }
    }
}
