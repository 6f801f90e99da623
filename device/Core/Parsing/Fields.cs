using System;
using System.Collections;
using System.Text;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Parsing
{
    /// <summary>
    /// Typed access to the members of one JSON object. What is wrong is collected, not thrown, so that one message can name
    /// every fault with field, value and fix. A secret's value is never part of a fault.
    /// </summary>
    public sealed class Fields
    {
        // Its text is lost by then: the JSON library gives out nothing but the time.
        private const string NoTime = "the board takes this text for a time; choose another";

        private readonly Hashtable _table;
        private readonly ArrayList _known = new ArrayList();
        private readonly ArrayList _faults = new ArrayList();

        /// <param name="table">The object; null counts as empty.</param>
        public Fields(Hashtable table)
        {
            _table = table ?? new Hashtable();
        }

        public bool Faulty => _faults.Count > 0;

        public int FaultCount => _faults.Count;

        /// <summary>All faults as one text, parted by "; ".</summary>
        public string Faults
        {
            get
            {
                var text = new StringBuilder();
                for (int i = 0; i < _faults.Count; i++)
                {
                    if (i > 0) text.Append("; ");
                    text.Append(FaultAt(i).Text);
                }

                return text.ToString();
            }
        }

        public FieldFault FaultAt(int i) => (FieldFault)_faults[i];

        public bool Has(string name) => Value(name) != null;

        public void Fault(string name, string value, string fix) => Fault(name, ConfigCodes.OutOfRange, value, fix);

        /// <summary>The text, or the fallback where the field is absent. Null as the fallback makes the field required.</summary>
        public string Text(string name, string fallback)
        {
            object value = Value(name);
            if (value is string text && (fallback != null || text.Length > 0)) return text;
            if (value == null && fallback != null) return fallback;
            Fault(name, ConfigCodes.WrongType, Shown(value), value is DateTime ? NoTime : "give a text");
            return fallback ?? "";
        }

        /// <summary>Like <see cref="Text"/>, for what must not be shown.</summary>
        public string Secret(string name)
        {
            object value = Value(name);
            if (value == null) return "";
            if (value is string text) return text;
            Fault(name, ConfigCodes.WrongType, "not a text", value is DateTime ? NoTime : "put it in quotes");
            return "";
        }

        /// <summary>One of these texts; the first of them where the field is absent.</summary>
        public string Choice(string name, string[] choices)
        {
            string text = Text(name, choices[0]);
            var known = new StringBuilder();
            for (int i = 0; i < choices.Length; i++)
            {
                if (choices[i] == text) return text;
                if (i > 0) known.Append(i == choices.Length - 1 ? " or " : ", ");
                known.Append(choices[i]);
            }

            Fault(name, "\"" + text + "\"", "use " + known.ToString());
            return choices[0];
        }

        public bool Flag(string name, bool fallback)
        {
            object value = Value(name);
            if (value == null) return fallback;
            if (value is bool flag) return flag;
            Fault(name, ConfigCodes.WrongType, Shown(value), "give true or false");
            return fallback;
        }

        /// <summary>A whole number within bounds, or the fallback where the field is absent.</summary>
        public int Integer(string name, int fallback, int least, int most)
        {
            return Has(name) ? Required(name, least, most) : fallback;
        }

        /// <summary>A whole number within bounds that must be there.</summary>
        public int Required(string name, int least, int most) => (int)Whole(name, least, most);

        /// <summary>Like <see cref="Required"/>, for sequence numbers.</summary>
        public long Whole(string name, long least, long most)
        {
            object value = Value(name);
            bool whole = TryInteger(value, out long number);
            if (whole && number >= least && number <= most) return number;
            Fault(name, whole ? ConfigCodes.OutOfRange : ConfigCodes.WrongType, Shown(value), "give a whole number from " + least.ToString() + " to " + most.ToString());
            return least;
        }

        /// <summary>A number within bounds, or the fallback where the field is absent.</summary>
        public double Number(string name, double fallback, double least, double most)
        {
            object value = Value(name);
            if (value == null) return fallback;
            double number = 0;
            bool isNumber = true;
            if (value is double fraction) number = fraction;
            else if (value is float single) number = single;
            else if (TryInteger(value, out long whole)) number = whole;
            else isNumber = false;
            if (isNumber && number >= least && number <= most) return number;
            Fault(name, isNumber ? ConfigCodes.OutOfRange : ConfigCodes.WrongType, Shown(value), "give a number from " + ((long)least).ToString() + " to " + ((long)most).ToString());
            return fallback;
        }

        /// <summary>An object, for <see cref="Fields"/> of its own; absent is empty.</summary>
        public Hashtable Table(string name)
        {
            object value = Value(name);
            if (value is Hashtable table) return table;
            if (value != null) Fault(name, ConfigCodes.WrongType, Shown(value), "give an object");
            return new Hashtable();
        }

        /// <summary>Unix milliseconds of an ISO 8601 time, 0 where the field is absent.</summary>
        public long Time(string name)
        {
            object value = Value(name);
            if (value == null) return 0;
            if (value is DateTime time) return UnixMs(time);
            if (Iso8601.TryParse(value as string, out long unixMs)) return unixMs;
            Fault(name, Shown(value), "give an ISO 8601 time");
            return 0;
        }

        /// <summary>A list of whole numbers within bounds; absent is empty.</summary>
        public int[] Integers(string name, int least, int most)
        {
            object value = Value(name);
            if (value == null) return new int[0];
            var list = value as IList;
            var numbers = new int[list == null ? 0 : list.Count];
            bool good = list != null;
            for (int i = 0; i < numbers.Length; i++)
            {
                good &= TryInteger(list[i], out long number) && number >= least && number <= most;
                numbers[i] = (int)number;
            }

            if (!good) Fault(name, list == null ? ConfigCodes.WrongType : ConfigCodes.OutOfRange, list == null ? Shown(value) : "a list with a wrong entry",
                "give a list of whole numbers from " + least.ToString() + " to " + most.ToString());
            return numbers;
        }

        /// <summary>A list of texts; absent is empty.</summary>
        public string[] Texts(string name)
        {
            object value = Value(name);
            if (value == null) return new string[0];
            var list = value as IList;
            var texts = new string[list == null ? 0 : list.Count];
            bool good = list != null;
            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = list[i] as string;
                if (texts[i] != null) continue;
                good = false;
                texts[i] = "";
            }

            if (!good) Fault(name, ConfigCodes.WrongType, list == null ? Shown(value) : "a list with a wrong entry", "give a list of texts");
            return texts;
        }

        /// <summary>Reports every member that nobody asked for: a misspelled name must not pass as a default.</summary>
        public void RefuseOthers()
        {
            foreach (DictionaryEntry entry in _table)
                if (!_known.Contains(entry.Key)) Fault((string)entry.Key, ConfigCodes.UnknownKey, null, "is not a known name; correct or remove it");
        }

        private void Fault(string name, string code, string value, string fix)
        {
            string what = value == null ? name : name + " is " + value;
            _faults.Add(new FieldFault(name, code, what + ": " + fix));
        }

        // The JSON library turns a text that looks like a time into one, and takes the decimals for ticks: the three that the
        // contract writes come back as up to 999 of them.
        private static long UnixMs(DateTime time)
        {
            long ticks = time.Ticks - DateTime.UnixEpoch.Ticks;
            long decimals = ticks % TimeSpan.TicksPerSecond;
            return (ticks - decimals) / TimeSpan.TicksPerMillisecond + (decimals < 1000 ? decimals : decimals / TimeSpan.TicksPerMillisecond);
        }

        private object Value(string name)
        {
            if (!_known.Contains(name)) _known.Add(name);
            return _table.Contains(name) ? _table[name] : null;
        }

        private static string Shown(object value)
        {
            if (value == null) return "missing";
            if (value is string text) return "\"" + text + "\"";
            if (value is bool flag) return flag ? "true" : "false";
            if (value is IList) return "a list";
            if (value is DateTime) return "a time";
            return value is Hashtable ? "an object" : value.ToString();
        }

        private static bool TryInteger(object value, out long number)
        {
            number = 0;
            if (value is int small) number = small;
            else if (value is long large) number = large;
            else if (value is double fraction && fraction >= int.MinValue && fraction <= int.MaxValue && fraction == (int)fraction) number = (int)fraction;
            else return false;
            return true;
        }
    }
}
