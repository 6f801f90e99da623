namespace Nanofleet.Device.Core.Link
{
    /// <summary>Messages on their way, oldest first. The objects are used again: who sends all day asks for no more of them.</summary>
    internal sealed class FlightList
    {
        // The window, and what goes beside it; grows where that is not enough.
        private Flight[] _items = new Flight[Uplink.Window + 4];

        public int Count { get; private set; }

        public Flight At(int i) => _items[i];

        public Flight Add(int kind)
        {
            if (Count == _items.Length) Grow();
            Flight flight = _items[Count];
            if (flight == null) flight = _items[Count] = new Flight();
            Count++;
            flight.Kind = kind;
            flight.Boot = null;
            flight.Payload = null;
            return flight;
        }

        /// <summary>The object keeps what it says until the next one is added.</summary>
        public Flight RemoveAt(int at)
        {
            Flight removed = _items[at];
            Count--;
            for (int i = at; i < Count; i++) _items[i] = _items[i + 1];
            _items[Count] = removed;
            return removed;
        }

        /// <summary>The place of a message, or minus one.</summary>
        public int Find(int messageId)
        {
            for (int i = 0; i < Count; i++)
                if (_items[i].Id == messageId) return i;
            return -1;
        }

        public void Clear() => Count = 0;

        private void Grow()
        {
            var items = new Flight[_items.Length * 2];
            System.Array.Copy(_items, 0, items, 0, Count);
            _items = items;
        }
    }
}
