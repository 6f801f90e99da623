using System.Diagnostics.CodeAnalysis;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The messages that wait for one session, in their order. A ring that is made when the first one waits and doubles with what does.</summary>
internal struct OutgoingQueue
{
    private const int FirstSize = 8;

    private OutgoingMessage?[]? _ring;
    private int _head;

    public int Count { get; private set; }

    public readonly bool TryPeek([NotNullWhen(true)] out OutgoingMessage? first)
    {
        first = Count == 0 ? null : _ring![_head];
        return first is not null;
    }

    public void AddLast(OutgoingMessage outgoing)
    {
        Reserve();
        _ring[Index(Count++)] = outgoing;
    }

    public void AddFirst(OutgoingMessage outgoing)
    {
        Reserve();
        _head = Index(-1);
        _ring[_head] = outgoing;
        Count++;
    }

    public void RemoveFirst()
    {
        _ring![_head] = null;
        _head = Index(1);
        if (--Count == 0 && _ring.Length > FirstSize) _ring = null; // a backlog is rare; it does not cost for ever
    }

    public void Clear() => this = default;

    public readonly Enumerator GetEnumerator() => new(this);

    private readonly int Index(int offset) => _head + offset & _ring!.Length - 1;

    [MemberNotNull(nameof(_ring))]
    private void Reserve()
    {
        if (_ring is null) (_ring, _head) = (new OutgoingMessage?[FirstSize], 0);
        if (Count < _ring.Length) return;
        var larger = new OutgoingMessage?[_ring.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = _ring[Index(i)];
        (_ring, _head) = (larger, 0);
    }

    /// <summary>From the first to the last.</summary>
    public struct Enumerator(OutgoingQueue queue)
    {
        private int _next = -1;

        public readonly OutgoingMessage Current => queue._ring![queue.Index(_next)]!;

        public bool MoveNext() => ++_next < queue.Count;
    }
}
