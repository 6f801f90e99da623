#nullable disable
namespace Nanofleet.Contract.Improv
{
    /// <summary>
    /// Layout of a frame <see cref="ImprovTypes.SettingsAnswer"/>: step, outcome, an offset (2 bytes, lowest first), a list of texts.
    /// To <see cref="SettingsSteps.Describe"/> the offset is how much the board takes, and the texts are: version of this dialogue
    /// (<see cref="Version"/>), the board's Wi-Fi address in 12 hex digits, model, the device id that it has by itself. To all others the texts
    /// are the name of a setting (empty where it is none in particular) and a sentence with value and fix (empty where all is well).
    /// </summary>
    public sealed class SettingsAnswer
    {
        public const string Version = "1";

        /// <summary>Bytes of the object that go into one chunk: the frame then fits the 256 bytes that a board's serial port keeps by itself.</summary>
        public const int ChunkLength = 200;

        /// <summary>Bytes of an object that a board takes: settings and two certificates of authorities.</summary>
        public const int Largest = 6144;

        private const int TextsAt = 4;

        // A name that nobody knows may be of any length.
        private const int LongestName = 64;

        private SettingsAnswer(byte step, byte outcome, int offset, string[] texts)
        {
            Step = step;
            Outcome = outcome;
            Offset = offset;
            Texts = texts;
        }

        /// <summary>One of <see cref="SettingsSteps"/>.</summary>
        public byte Step { get; }

        /// <summary>One of <see cref="SettingsOutcomes"/>.</summary>
        public byte Outcome { get; }

        public int Offset { get; }

        public string[] Texts { get; }

        /// <summary>Of the setting, or an empty text.</summary>
        public string Name => Texts.Length > 0 ? Texts[0] : "";

        public string Sentence => Texts.Length > 1 ? Texts[1] : "";

        /// <summary>Null where the frame is none, or its lengths do not fit.</summary>
        public static SettingsAnswer Read(ImprovDecoder frame)
        {
            if (frame.Type != ImprovTypes.SettingsAnswer || frame.DataLength < TextsAt) return null;
            string[] texts = ImprovTexts.Read(frame.Bytes, ImprovFrame.DataAt + TextsAt, frame.DataLength - TextsAt);
            return texts == null ? null : new SettingsAnswer(frame[0], frame[1], frame[2] | (frame[3] << 8), texts);
        }

        public static ImprovWriter Write(ImprovWriter writer, byte step, byte outcome, int offset, string name, string sentence) =>
            writer.Begin(ImprovTypes.SettingsAnswer).Put(step).Put(outcome).PutNumber(offset, 2)
                .PutCutText(name, LongestName).PutCutText(sentence, ImprovFrame.MostData).End();
    }
}
