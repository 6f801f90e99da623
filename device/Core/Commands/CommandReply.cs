using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>What a command answers: members of a result, or a refusal.</summary>
    public sealed class CommandReply
    {
        public CommandReply(JsonBuffer result)
        {
            Result = result;
        }

        /// <summary>An open object, to add members to.</summary>
        public JsonBuffer Result { get; }

        /// <summary>One of <see cref="ErrorCodes"/>, or null for success.</summary>
        public string ErrorCode { get; private set; }

        public string ErrorText { get; private set; }

        public void Refuse(string code, string text)
        {
            ErrorCode = code;
            ErrorText = text;
        }
    }
}
