using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>What a command answers: members of a result, or a refusal.</summary>
    public sealed class CommandReply
    {
        public CommandReply(string requestId, JsonBuffer result)
        {
            RequestId = requestId;
            Result = result;
        }

        public string RequestId { get; }

        /// <summary>An open object, to add members to.</summary>
        public JsonBuffer Result { get; }

        /// <summary>One of <see cref="ErrorCodes"/>, or null for success.</summary>
        public string ErrorCode { get; private set; }

        public string ErrorText { get; private set; }

        /// <summary>Begun, and takes a while.</summary>
        public bool Accepted { get; private set; }

        /// <summary>The command has begun and takes a while: <see cref="LateAnswers"/> gets its end under <see cref="RequestId"/>.</summary>
        public void Accept() => Accepted = true;

        public void Refuse(string code, string text)
        {
            ErrorCode = code;
            ErrorText = text;
        }
    }
}
