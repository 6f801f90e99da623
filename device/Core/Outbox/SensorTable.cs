using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// The sensors that records name by number: a name, a unit and decimals, written down once instead of with every value.
    /// Grows with what it is asked for, up to <see cref="Most"/>.
    /// </summary>
    public sealed class SensorTable
    {
        /// <summary>Twice of what one message holds: sensors may come and go, but nobody has so many.</summary>
        public const int Most = 2 * Limits.BoardReadings;

        private readonly string[] _names = new string[Most];
        private readonly string[] _units = new string[Most];
        private readonly byte[][] _unitJson = new byte[Most][];
        private readonly byte[] _decimals = new byte[Most];

        public int Count { get; private set; }

        public string Name(int index) => _names[index];

        public string Unit(int index) => _units[index];

        /// <summary>The unit as it stands in a message, encoded once instead of with every value; null for none.</summary>
        public byte[] UnitJson(int index) => _unitJson[index];

        public int Decimals(int index) => _decimals[index];

        public void Clear() => Count = 0;

        /// <summary>The number of a reading's sensor, a new one where it is seen for the first time; minus one when the table is full.</summary>
        public int IndexOf(Reading reading)
        {
            for (int i = 0; i < Count; i++)
                if (_names[i] == reading.SensorName && _decimals[i] == reading.Decimals && _units[i] == reading.Unit) return i;
            return Add(reading.SensorName, reading.Unit, (byte)reading.Decimals);
        }

        /// <summary>Gives the next number to a sensor; minus one when the table is full.</summary>
        public int Add(string name, string unit, byte decimals)
        {
            if (Count == Most) return -1;
            _names[Count] = name;
            _units[Count] = unit;
            _decimals[Count] = decimals;
            _unitJson[Count] = Encode(unit);
            return Count++;
        }

        private static byte[] Encode(string text)
        {
            if (text == null || text.Length == 0) return null;
            // Each character in up to three bytes, or escaped in six.
            var json = new JsonBuffer(2 + 6 * text.Length);
            json.String(text);
            return json.ToArray();
        }
    }
}
