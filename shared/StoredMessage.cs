#nullable disable
using System.Collections;

namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/stored</c>: <c>{"boot":"9f3c21aa","up_to":120,"missing":"97,110-113"}</c>.
    /// Every sequence number up to <see cref="UpTo"/> is settled (in the database, in quarantine or counted as dropped),
    /// but for those in <see cref="Missing"/>, which the board is asked to send again.
    /// Ranges are one string, because nested arrays are dear on the board.
    /// </summary>
    public sealed class StoredMessage
    {
        public StoredMessage(string boot, long upTo, SeqSpan[] missing)
        {
            Boot = boot;
            UpTo = upTo;
            Missing = missing;
        }

        public string Boot { get; }

        public long UpTo { get; }

        public SeqSpan[] Missing { get; }

        /// <summary>Whether the board may let go of a sequence number.</summary>
        public bool Settles(long seq)
        {
            if (seq > UpTo) return false;
            for (int i = 0; i < Missing.Length; i++)
                if (Missing[i].Contains(seq)) return false;
            return true;
        }

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("boot", Boot);
            json.Member("up_to", UpTo);
            if (Missing.Length > 0) json.Member("missing", FormatSpans(Missing));
            json.EndObject();
        }

        /// <summary><c>97,110-113</c></summary>
        public static string FormatSpans(SeqSpan[] spans)
        {
            var text = new System.Text.StringBuilder();
            for (int i = 0; i < spans.Length; i++)
            {
                if (i > 0) text.Append(',');
                text.Append(spans[i].From.ToString());
                if (spans[i].To == spans[i].From) continue;
                text.Append('-');
                text.Append(spans[i].To.ToString());
            }

            return text.ToString();
        }

        /// <summary>Reads what <see cref="FormatSpans"/> wrote; false for anything else. Null and empty text are no spans.</summary>
        public static bool TryParseSpans(string text, out SeqSpan[] spans)
        {
            var list = new ArrayList();
            spans = null;
            int at = 0;
            while (text != null && at < text.Length)
            {
                long from, to;
                if (at > 0 && text[at++] != ',') return false;
                if (!TryNumber(text, ref at, out from)) return false;
                to = from;
                if (at < text.Length && text[at] == '-')
                {
                    at++;
                    if (!TryNumber(text, ref at, out to)) return false;
                }

                if (to < from) return false;
                list.Add(new SeqSpan(from, to));
            }

            spans = (SeqSpan[])list.ToArray(typeof(SeqSpan));
            return true;
        }

        private static bool TryNumber(string text, ref int at, out long value)
        {
            value = 0;
            int start = at;
            while (at < text.Length && text[at] >= '0' && text[at] <= '9' && at - start < 18) value = value * 10 + (text[at++] - '0');
            return at > start;
        }
    }
}
