#nullable disable
using System.Collections;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// One case of a vector file, or an object within it. Built from Hashtable and ArrayList,
    /// which is what the board's JSON library returns and what .NET can imitate.
    /// </summary>
    public sealed class VectorCase
    {
        private readonly Hashtable _members;

        public VectorCase(Hashtable members)
        {
            _members = members;
        }

        /// <summary>The name that a failure is reported under.</summary>
        public string Name => Text("name");

        public bool Has(string member) => _members.Contains(member);

        /// <summary>The text, or null where it is null or absent.</summary>
        public string Text(string member) => (string)_members[member];

        /// <summary>The number, or 0 where it is absent. Small ones arrive as Int32.</summary>
        public long Number(string member)
        {
            object value = _members[member];
            if (value == null) return 0;
            return value is int ? (int)value : (long)value;
        }

        public double Degrees(string member)
        {
            object value = _members[member];
            return value is double ? (double)value : (int)value;
        }

        /// <summary>The truth value, false where it is absent.</summary>
        public bool Flag(string member) => _members.Contains(member) && (bool)_members[member];

        public VectorCase Child(string member) => new VectorCase((Hashtable)_members[member]);

        public VectorCase[] Children(string member)
        {
            var items = (ArrayList)_members[member];
            var children = new VectorCase[items.Count];
            for (int i = 0; i < children.Length; i++) children[i] = new VectorCase((Hashtable)items[i]);
            return children;
        }

        public string[] Texts(string member)
        {
            var items = (ArrayList)_members[member];
            var texts = new string[items.Count];
            for (int i = 0; i < texts.Length; i++) texts[i] = (string)items[i];
            return texts;
        }

        public long[] Numbers(string member)
        {
            var items = (ArrayList)_members[member];
            var numbers = new long[items.Count];
            for (int i = 0; i < numbers.Length; i++) numbers[i] = items[i] is int ? (int)items[i] : (long)items[i];
            return numbers;
        }

        /// <summary>The text as UTF-8, or null where it is absent.</summary>
        public byte[] Bytes(string member)
        {
            string text = Text(member);
            return text == null ? null : System.Text.Encoding.UTF8.GetBytes(text);
        }
    }
}
