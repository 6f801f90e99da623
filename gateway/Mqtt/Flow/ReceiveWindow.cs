namespace Nanofleet.Mqtt.Flow;

/// <summary>
/// The QoS 1 and 2 messages of one connection that the host holds. It finishes with them in any order and from any
/// thread; they are answered in the order of receipt [MQTT-4.6.0-2, MQTT-4.6.0-3]. A ring that grows with what is
/// really held; handing a message out allocates nothing.
/// </summary>
internal sealed class ReceiveWindow(IReceiveWindowOwner owner, int capacity) : IDeferringAcknowledger
{
    private const int FirstSize = 4;

    private readonly IReceiveWindowOwner _owner = owner;
    private readonly int _capacity = capacity;
    private Slot[] _ring = [];
    private uint _head;
    private uint _tail;
    private bool _closed;
    private int _unsent;
    private TaskCompletionSource? _room;

    /// <summary>As many as allowed are held.</summary>
    public bool IsFull
    {
        get
        {
            lock (this) return _tail - _head >= _capacity;
        }
    }

    /// <summary>Enters a received message; the token goes out with it. A repeated one is completed by whoever holds it since an earlier connection.</summary>
    public uint Open(ushort packetId, MqttQoS qos, bool isRepeated = false)
    {
        lock (this)
        {
            if (_tail - _head == _ring.Length) Grow();
            _ring[_tail & (_ring.Length - 1)] = new Slot { PacketId = packetId, QoS = qos, IsRepeated = isRepeated };
            return _tail++;
        }
    }

    /// <inheritdoc/>
    public void Complete(uint token, MqttReasonCode reason)
    {
        if (TryComplete(token, reason)) _owner.FlushAnswers();
    }

    /// <inheritdoc/>
    public bool CompleteUnsent(uint token, MqttReasonCode reason) => TryComplete(token, reason) && Interlocked.Exchange(ref _unsent, 1) == 0;

    /// <inheritdoc/>
    public void SendAnswers()
    {
        Volatile.Write(ref _unsent, 0); // what is completed from now on asks for another call
        _owner.FlushAnswers();
    }

    /// <summary>The host finished with a message of an earlier connection: its repetition, if it came, is completed.</summary>
    public void CompleteRepeated(ushort packetId, MqttReasonCode reason)
    {
        if (TryFindRepeated(packetId, out var token)) Complete(token, reason);
    }

    /// <summary>Whether a message with this identifier is not answered yet: held, or complete and waiting for its turn.</summary>
    public bool Holds(ushort packetId)
    {
        lock (this)
        {
            for (var token = _head; token != _tail; token++)
            {
                if (_ring[token & (_ring.Length - 1)].PacketId == packetId) return true;
            }
            return false;
        }
    }

    /// <summary>Completes when a further message may be taken, or the connection has ended.</summary>
    public Task WaitForRoomAsync()
    {
        lock (this)
        {
            if (_closed || _tail - _head < _capacity) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>The connection has ended: what completes from now on is reported as late, and so is what completed out of turn and was not answered.</summary>
    public void Close()
    {
        TaskCompletionSource? room;
        List<Slot>? unanswered = null;
        lock (this)
        {
            if (_closed) return;
            _closed = true;
            room = _room;
            _room = null;
            for (var token = _head; token != _tail; token++)
            {
                ref var slot = ref _ring[token & (_ring.Length - 1)];
                if (slot.IsComplete) (unanswered ??= []).Add(slot);
            }
        }
        room?.TrySetResult();
        foreach (var slot in unanswered ?? []) _owner.CompletedLate(slot.PacketId, slot.QoS, slot.Reason);
    }

    /// <summary>False where no answer is to be sent: it was answered before, or its connection has ended.</summary>
    private bool TryComplete(uint token, MqttReasonCode reason)
    {
        Slot late;
        bool isLate;
        TaskCompletionSource? room;
        lock (this)
        {
            if (token - _head >= _tail - _head) return false; // answered before
            ref var slot = ref _ring[token & (_ring.Length - 1)];
            if (slot.IsComplete) return false;
            slot.IsComplete = true;
            slot.Reason = reason;
            late = slot;
            isLate = _closed;
            room = isLate ? null : AnswerInOrder();
        }
        if (isLate) _owner.CompletedLate(late.PacketId, late.QoS, reason);
        room?.TrySetResult();
        return !isLate;
    }

    private bool TryFindRepeated(ushort packetId, out uint token)
    {
        lock (this)
        {
            for (token = _head; token != _tail; token++)
            {
                ref var slot = ref _ring[token & (_ring.Length - 1)];
                if (slot.PacketId == packetId && slot.IsRepeated && !slot.IsComplete) return true;
            }
            return false;
        }
    }

    private TaskCompletionSource? AnswerInOrder()
    {
        while (_head != _tail)
        {
            ref var slot = ref _ring[_head & (_ring.Length - 1)];
            if (!slot.IsComplete) break;
            _owner.Answer(slot.PacketId, slot.QoS, slot.Reason);
            _head++;
        }
        if (_tail - _head >= _capacity) return null;
        var room = _room;
        _room = null;
        return room;
    }

    private void Grow()
    {
        var larger = new Slot[Math.Max(FirstSize, _ring.Length * 2)];
        for (var token = _head; token != _tail; token++)
            larger[token & (larger.Length - 1)] = _ring[token & (_ring.Length - 1)];
        _ring = larger;
    }

    private struct Slot
    {
        public ushort PacketId;
        public MqttQoS QoS;
        public MqttReasonCode Reason;
        public bool IsComplete;
        public bool IsRepeated;
    }
}
