#nullable disable
using System;
using System.Collections;
using nanoFramework.Json;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// What the board's JSON library makes of what others may send: the firmware is written to survive it,
    /// and the virtual board must do the same. Learnt from nanoFramework.Json 2.2 on nanoFramework's interpreter.
    /// </summary>
    public static class JsonLibrary
    {
        // Of each pair: the value of a member, and how it is shown below.
        private static readonly string[] Cases =
        {
            "1", "Int32 1",
            "-2147483648", "Int32 -2147483648",
            "2147483648", "Int64 2147483648",
            "9223372036854775807", "Int64 9223372036854775807",
            "9223372036854775808", "refused",
            "18446744073709551615", "UInt64 18446744073709551615",
            "18446744073709551616", "refused",
            "-1.5", "Double -1.5",
            "1e3", "Double 1000",
            "true", "True",
            "null", "null",
            "[]", "[]",
            "[1,\"b\",{\"c\":[2]}]", "[Int32 1,'b',{c:[Int32 2]}]",
            "[[1]]", "refused",
            "{\"b\":[[1]]}", "refused",
            "{\"b\":{\"c\":{\"d\":1}}}", "{b:{c:{d:Int32 1}}}",
            "1,\"a\":2", "refused",
            "\"°C\"", "'°C'",
            "\"\\t\\n\\b\\f\\r\\\\\\\"\"", "'\t\n\b\f\r\\\"'",
            "\"\\\"x\"", "'\"\"x\"'", // a quote at the beginning is doubled, and one comes to the end
            "\"\\/\"", "refused",
            "\"\\u0041b\"", "'Ab'",
            "\"\\u00e9\"", "'é'",
            "\"\\u00fc\"", "refused", // letters beyond e are no digits to it
            "\"\\u2026\"", "'&'", // the second digit stands for the first, too
            "\"\\u00411\"", "'A'", // and a digit that follows is lost
            "\"2026-01-05T08:00:30Z\"", "time 01/05/2026 08:00:30",
            "\"2026-01-05T08:00:30+08:00\"", "time 01/05/2026 08:00:30", // offsets are not read
            "\"2026-01-05T08:00:30.123Z\"", "time 01/05/2026 08:00:30", // and its decimals are taken for ticks
            "\"2026-01-05T08:00:30 and more\"", "time 01/05/2026 08:00:30",
            "\"2026-01-05 08:00:30Z\"", "time 01/05/2026 08:00:30",
            "\"2026-01-05 08:00:30.5\"", "'2026-01-05 08:00:30.5'",
            "\"Mon, 05 Jan 2026 08:00:30 GMT\"", "time 01/05/2026 08:00:30",
            "\"202601050120000123\"", "time 01/05/2026 12:00:00",
            "\"202613051200001234\"", "'202613051200001234'",
            "\"2026-01-05T08:00Z and more\"", "'2026-01-05T08:00Z and more'",
            "\"2026-13-05T08:00:30Z\"", "'2026-13-05T08:00:30Z'",
        };

        /// <summary>What it did otherwise, one line a case, or an empty text.</summary>
        public static string Faults()
        {
            string faults = "";
            for (int i = 0; i < Cases.Length; i += 2)
            {
                string fault = Vectors.Compare(Cases[i + 1], Read(Cases[i]));
                if (fault != null) faults += Cases[i] + ": " + fault + "\n";
            }

            return faults;
        }

        private static string Read(string value)
        {
            try
            {
                var table = (Hashtable)JsonConvert.DeserializeObject("{\"a\":" + value + "}", typeof(Hashtable));
                return Show(table["a"]);
            }
            catch (Exception)
            {
                // Half a dozen types; which one tells nothing.
                return "refused";
            }
        }

        private static string Show(object value)
        {
            if (value == null) return "null";
            if (value is string) return "'" + value + "'";
            if (value is bool) return (bool)value ? "True" : "False";
            var list = value as ArrayList;
            if (list != null) return Show(list);
            var table = value as Hashtable;
            if (table != null) return Show(table);
            string type = value.GetType().Name;
            return (type == "DateTime" ? "time" : type) + " " + value.ToString();
        }

        private static string Show(ArrayList list)
        {
            string text = "[";
            for (int i = 0; i < list.Count; i++) text += (i == 0 ? "" : ",") + Show(list[i]);
            return text + "]";
        }

        private static string Show(Hashtable table)
        {
            string text = "{";
            foreach (DictionaryEntry member in table) text += member.Key + ":" + Show(member.Value);
            return text + "}";
        }
    }
}
