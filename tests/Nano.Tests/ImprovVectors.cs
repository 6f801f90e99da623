#nullable disable
using System.Text;
using Nanofleet.Contract.Improv;

namespace Nanofleet.Nano.Tests
{
    /// <summary>Writes a frame and reads it back, feeds a stream and names what was found in it, or reads one frame's content.</summary>
    internal static class ImprovVectors
    {
        private const string Digits = "0123456789abcdef";

        public static string Fault(VectorCase test)
        {
            if (test.Has("feed")) return FaultOfFeed(test);
            if (test.Has("read")) return FaultOfRead(test);
            var writer = new ImprovWriter();
            if (!Write(test, writer)) return "cannot write " + test.Text("write");
            return Vectors.Compare(test.Text("expect"), Hex(writer.Bytes, 0, writer.Length));
        }

        private static bool Write(VectorCase test, ImprovWriter writer)
        {
            switch (test.Text("write"))
            {
                case "frame":
                    byte[] data = Bytes(test.Text("data"));
                    writer.Begin((byte)test.Number("type")).Put(data, 0, data.Length).End();
                    return true;
                case "texts":
                    writer.Begin((byte)test.Number("type"), (byte)test.Number("command"));
                    foreach (string text in test.Texts("texts")) writer.PutText(text);
                    writer.End();
                    return true;
                case "answer":
                    string[] texts = test.Texts("texts");
                    SettingsAnswer.Write(writer, (byte)test.Number("step"), (byte)test.Number("outcome"), (int)test.Number("offset"), texts[0], texts[1]);
                    return true;
                default: return WriteStep(test, writer);
            }
        }

        private static bool WriteStep(VectorCase test, ImprovWriter writer)
        {
            byte[] json = test.Bytes("text");
            switch (test.Text("step"))
            {
                case "describe": SettingsRequest.Describe(writer); return true;
                case "begin": SettingsRequest.Begin(writer, json); return true;
                case "chunk": SettingsRequest.Chunk(writer, json, (int)test.Number("offset")); return true;
                case "commit": SettingsRequest.Commit(writer, json); return true;
                default: return false;
            }
        }

        private static string FaultOfFeed(VectorCase test)
        {
            byte[] bytes = Bytes(test.Text("feed"));
            var decoder = new ImprovDecoder();
            string found = "";
            for (int i = 0; i < bytes.Length; i++)
                for (bool any = decoder.Put(bytes[i]); any; any = decoder.Next()) found += Named(decoder);
            if (test.Flag("give_up"))
                while (decoder.IsMidFrame)
                    for (bool any = decoder.GiveUp(); any; any = decoder.Next()) found += Named(decoder);
            return Vectors.Compare(Lines(test.Texts("found")), found);
        }

        private static string FaultOfRead(VectorCase test)
        {
            byte[] bytes = Bytes(test.Text("read"));
            var decoder = new ImprovDecoder();
            bool found = false;
            for (int i = 0; i < bytes.Length && !found; i++) found = decoder.Put(bytes[i]);
            if (!found || decoder.IsDamaged) return "no frame";
            string actual = "invalid\n";
            if (ImprovMessage.TryCommand(decoder, out byte command))
            {
                string[] texts = ImprovMessage.Texts(decoder);
                actual = command.ToString() + "\n" + (texts == null ? "lengths\n" : Lines(texts));
            }

            return Vectors.Compare(Lines(test.Texts("found")), actual);
        }

        private static string Named(ImprovDecoder decoder) =>
            (decoder.IsDamaged ? "damaged" : Hex(new byte[] { decoder.Type }, 0, 1) + ":" + Hex(decoder.Bytes, ImprovFrame.DataAt, decoder.DataLength)) + "\n";

        private static string Lines(string[] texts)
        {
            string lines = "";
            for (int i = 0; i < texts.Length; i++) lines += texts[i] + "\n";
            return lines;
        }

        private static string Hex(byte[] bytes, int offset, int count)
        {
            var text = new StringBuilder();
            for (int i = offset; i < offset + count; i++)
            {
                text.Append(Digits[bytes[i] >> 4]);
                text.Append(Digits[bytes[i] & 15]);
            }

            return text.ToString();
        }

        private static byte[] Bytes(string hex)
        {
            var bytes = new byte[hex.Length / 2];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)((Digits.IndexOf(hex[2 * i]) << 4) | Digits.IndexOf(hex[2 * i + 1]));
            return bytes;
        }
    }
}
