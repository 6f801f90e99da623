using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>How commands ended that were only accepted at first. Any thread may give one.</summary>
    public sealed class LateAnswers
    {
        // Id, state and a sentence; texts here are our own and short.
        private const int MostBytes = 512;

        private readonly AnswerBook _book;
        private readonly ResponseQueue _responses;
        private readonly ISignal _given;

        /// <param name="given">Set after each: the link may send.</param>
        public LateAnswers(AnswerBook book, ResponseQueue responses, ISignal given)
        {
            _book = book;
            _responses = responses;
            _given = given;
        }

        /// <param name="result">A JSON object, or null.</param>
        /// <param name="errorCode">One of <see cref="ErrorCodes"/>, or null for success.</param>
        public void Give(string requestId, byte[] result, string errorCode, string errorText)
        {
            var json = new JsonBuffer(MostBytes);
            new ResponseMessage { RequestId = requestId, Result = result, ErrorCode = errorCode, ErrorText = errorText }.WriteTo(json);
            byte[] answer = json.ToArray();
            _book.Replace(requestId, answer);
            _responses.Add(answer);
            _given.Set();
        }
    }
}
