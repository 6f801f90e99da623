namespace Nanofleet.Load.Generator;

/// <summary>The messages of one connection that are not answered yet, by packet identifier. Identifiers are given out round and round.</summary>
internal sealed class InFlight(int window)
{
    private readonly Flight[] _flights = new Flight[window];
    private readonly bool[] _used = new bool[window];
    private int _next;

    public int Count { get; private set; }

    /// <summary>The next identifier is free.</summary>
    public bool HasRoom => !_used[_next];

    /// <summary>Gives a message its identifier; there must be room.</summary>
    public ushort Add(Flight flight)
    {
        var slot = _next;
        (_flights[slot], _used[slot]) = (flight, true);
        _next = slot + 1 == _flights.Length ? 0 : slot + 1;
        Count++;
        return (ushort)(slot + 1);
    }

    /// <summary>False for an identifier that nothing waits under.</summary>
    public bool TryRemove(ushort packetId, out Flight flight)
    {
        var slot = packetId - 1;
        flight = default;
        if (slot < 0 || slot >= _flights.Length || !_used[slot]) return false;
        flight = _flights[slot];
        _used[slot] = false;
        Count--;
        return true;
    }

    /// <summary>All of them, in the order in which they were sent.</summary>
    public IEnumerable<(ushort PacketId, Flight Flight)> InOrder()
    {
        for (var i = 0; i < _flights.Length; i++)
        {
            var slot = (_next + i) % _flights.Length;
            if (_used[slot]) yield return ((ushort)(slot + 1), _flights[slot]);
        }
    }
}
