using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>The readings of one sampling, in a list that is used again and again.</summary>
    public sealed class ReadingList
    {
        private readonly Reading[] _items = new Reading[Limits.BoardReadings];

        public Reading[] Items => _items;

        public int Count { get; private set; }

        /// <summary>Adds a value / 10^<paramref name="decimals"/>. More than a message may hold are left out.</summary>
        public void Add(string name, long scaled, int decimals, string unit)
        {
            if (Count < _items.Length) _items[Count++] = new Reading(name, scaled, decimals, unit);
        }

        /// <summary>Adds a value with one decimal.</summary>
        public void AddTenths(string name, double value, string unit)
        {
            Add(name, (long)(value * 10 + (value < 0 ? -0.5 : 0.5)), 1, unit);
        }

        public void RemoveAt(int at)
        {
            Count--;
            for (int i = at; i < Count; i++) _items[i] = _items[i + 1];
        }

        /// <summary>Forgets everything from <paramref name="count"/> on.</summary>
        public void Truncate(int count) => Count = count;
    }
}
