#nullable disable
namespace Nanofleet.Contract.Improv
{
    /// <summary>What a frame that the decoder found says, for commands and results.</summary>
    public static class ImprovMessage
    {
        private const int CommandLength = 2;

        /// <summary>The command of a command or result; false where the two lengths in the frame do not agree.</summary>
        public static bool TryCommand(ImprovDecoder frame, out byte command)
        {
            command = frame.DataLength > 0 ? frame[0] : (byte)0;
            return frame.DataLength >= CommandLength && frame[1] == frame.DataLength - CommandLength;
        }

        /// <summary>How much data a command carries.</summary>
        public static int DataLength(ImprovDecoder frame) => frame.DataLength - CommandLength;

        /// <summary>The texts of a result, or of the command <see cref="ImprovCommands.WifiSettings"/>; null where their lengths do not fit.</summary>
        public static string[] Texts(ImprovDecoder frame) =>
            ImprovTexts.Read(frame.Bytes, ImprovFrame.DataAt + CommandLength, frame.DataLength - CommandLength);
    }
}
