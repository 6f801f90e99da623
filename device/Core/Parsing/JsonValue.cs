using System;
using System.Collections;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Parsing
{
    /// <summary>A value as the JSON library gives it out: compared, and written again.</summary>
    public static class JsonValue
    {
        // Of a fraction: the board's own text of 0.1 is not 0.1.
        private const int Decimals = 4;
        private const double Scale = 10000;

        public static bool Same(object a, object b)
        {
            if (a == null || b == null) return a == b;
            if (a is string text) return b is string other && text == other;
            if (a is bool flag) return b is bool otherFlag && flag == otherFlag;
            if (a is Hashtable table) return b is Hashtable otherTable && Same(table, otherTable);
            if (a is IList list) return b is IList otherList && Same(list, otherList);
            if (a is DateTime time) return b is DateTime otherTime && time.Ticks == otherTime.Ticks;
            return TryNumber(a, out double number) && TryNumber(b, out double otherNumber) && number == otherNumber;
        }

        public static void Write(JsonBuffer json, object value)
        {
            if (value is string text) json.String(text);
            else if (value is bool flag) json.Bool(flag);
            else if (value is int small) json.Number(small);
            else if (value is long large) json.Number(large);
            else if (value is Hashtable table) Write(json, table);
            else if (value is IList list) Write(json, list);
            else if (TryNumber(value, out double number)) json.Scaled((long)(number * Scale + (number < 0 ? -0.5 : 0.5)), Decimals);
            else json.Null();
        }

        private static bool Same(Hashtable a, Hashtable b)
        {
            if (a.Count != b.Count) return false;
            foreach (DictionaryEntry entry in a)
                if (!b.Contains(entry.Key) || !Same(entry.Value, b[entry.Key])) return false;
            return true;
        }

        private static bool Same(IList a, IList b)
        {
            if (a.Count != b.Count) return false;
            for (int i = 0; i < a.Count; i++)
                if (!Same(a[i], b[i])) return false;
            return true;
        }

        private static void Write(JsonBuffer json, Hashtable table)
        {
            json.BeginObject();
            foreach (DictionaryEntry entry in table)
            {
                json.Name((string)entry.Key);
                Write(json, entry.Value);
            }

            json.EndObject();
        }

        private static void Write(JsonBuffer json, IList list)
        {
            json.BeginArray();
            for (int i = 0; i < list.Count; i++) Write(json, list[i]);
            json.EndArray();
        }

        private static bool TryNumber(object value, out double number)
        {
            number = 0;
            if (value is int small) number = small;
            else if (value is long large) number = large;
            else if (value is double fraction) number = fraction;
            else if (value is float single) number = single;
            else return false;
            return true;
        }
    }
}
