using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>The readings of one sampling, in a list that is used again and again, its readings with it: they hold until the next sampling.</summary>
    public sealed class ReadingList
    {
        private readonly Reading[] _items = new Reading[Limits.BoardReadings];

        public Reading[] Items => _items;

        public int Count { get; private set; }

        /// <summary>Adds a value / 10^<paramref name="decimals"/>. More than a message may hold are left out.</summary>
        public void Add(string name, long scaled, int decimals, string unit)
        {
            if (Count == _items.Length) return;
            if (_items[Count] == null) _items[Count] = new Reading(name, scaled, decimals, unit);
            else _items[Count].Set(name, scaled, decimals, unit);
            Count++;
        }

        /// <summary>Adds a value with one decimal.</summary>
        public void AddTenths(string name, double value, string unit) => AddRounded(name, value, 1, unit);

        /// <summary>Adds a value, rounded to so many decimals.</summary>
        public void AddRounded(string name, double value, int decimals, string unit)
        {
            for (int i = 0; i < decimals; i++) value *= 10;
            Add(name, (long)(value + (value < 0 ? -0.5 : 0.5)), decimals, unit);
        }

        public void RemoveAt(int at)
        {
            Reading removed = _items[at];
            Count--;
            for (int i = at; i < Count; i++) _items[i] = _items[i + 1];
            _items[Count] = removed;
        }

        /// <summary>Forgets everything from <paramref name="count"/> on.</summary>
        public void Truncate(int count) => Count = count;
    }
}
