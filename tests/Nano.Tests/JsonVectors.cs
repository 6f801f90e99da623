#nullable disable
using Nanofleet.Contract;

namespace Nanofleet.Nano.Tests
{
    /// <summary>Writes one value into an array and compares the bytes, or expects that it does not fit.</summary>
    internal static class JsonVectors
    {
        public static string Fault(VectorCase test)
        {
            var json = new JsonBuffer(test.Has("capacity") ? (int)test.Number("capacity") : 256);
            json.BeginArray();
            if (!Write(test, json)) return "cannot write " + test.Text("write");
            json.EndArray();
            string fault = Vectors.Compare(test.Flag("overflow"), json.Overflowed);
            if (fault != null) return "overflow: " + fault;
            return json.Overflowed ? null : MessageVectors.CompareBytes(test.Text("expect"), json);
        }

        private static bool Write(VectorCase test, JsonBuffer json)
        {
            switch (test.Text("write"))
            {
                case "text": json.String(test.Text("text")); return true;
                case "chars": json.String(new string(Chars(test))); return true;
                case "number": json.Number(test.Number("number")); return true;
                case "scaled": json.Scaled(test.Number("number"), (int)test.Number("decimals")); return true;
                case "bool": json.Bool(test.Flag("flag")); return true;
                case "time":
                    json.BeginObject();
                    json.TimeIfKnown("t", test.Number("number"));
                    json.EndObject();
                    return true;
                default: return false;
            }
        }

        private static char[] Chars(VectorCase test)
        {
            long[] codes = test.Numbers("chars");
            var chars = new char[codes.Length];
            for (int i = 0; i < chars.Length; i++) chars[i] = (char)codes[i];
            return chars;
        }
    }
}
