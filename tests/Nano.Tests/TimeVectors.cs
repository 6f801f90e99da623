#nullable disable
using System.Text;
using Nanofleet.Contract;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// Formats or parses a time. Times stand between angle brackets in the file:
    /// the board's JSON library makes a DateTime of every text that could be one.
    /// </summary>
    internal static class TimeVectors
    {
        public static string Fault(VectorCase test)
        {
            if (test.Has("format")) return FormatFault(test);
            if (!test.Has("parse")) return "neither format nor parse";
            long unixMs;
            bool valid = Iso8601.TryParse(Inside(test.Text("parse")), out unixMs);
            bool expected = test.Has("unix_ms");
            return Vectors.Compare(expected, valid) ?? (valid ? Vectors.Compare(test.Number("unix_ms"), unixMs) : null);
        }

        private static string FormatFault(VectorCase test)
        {
            int room = test.Has("room") ? (int)test.Number("room") : Iso8601.WrittenLength;
            var target = new byte[room + 1]; // written behind one byte, so that an offset is tried too
            int written = Iso8601.Write(test.Number("format"), target, 1);
            return Vectors.Compare(Inside(test.Text("expect")), written == 0 ? "" : Encoding.UTF8.GetString(target, 1, written));
        }

        private static string Inside(string bracketed) => bracketed.Substring(1, bracketed.Length - 2);
    }
}
