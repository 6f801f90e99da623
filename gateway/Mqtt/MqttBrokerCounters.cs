namespace Nanofleet.Mqtt;

/// <summary>What a broker has and has done since its start; each value is read on its own, without a lock.</summary>
public sealed class MqttBrokerCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<MqttDropReason>().Length];
    private int _connections;
    private int _sessions;
    private int _retained;
    private long _messagesIn;
    private long _messagesOut;
    private long _refused;
    private long _throttled;
    private int _halfOpen;
    private long _heldBack;
    private long _storeFailures;
    private long _packetsIn;
    private long _bytesIn;
    private long _packetsOut;
    private long _bytesOut;
    private long _sessionsExpired;
    private long _queuedBytes;

    /// <summary>Clients connected now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Sessions kept now, connected or not.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Topics with a retained message.</summary>
    public int Retained => Volatile.Read(ref _retained);

    /// <summary>PUBLISH packets received.</summary>
    public long MessagesIn => Volatile.Read(ref _messagesIn);

    /// <summary>PUBLISH packets sent.</summary>
    public long MessagesOut => Volatile.Read(ref _messagesOut);

    /// <summary>Connections refused: by a limit, by the hook, or for what they sent instead of a proper CONNECT.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Connections dropped before a byte was read: too many a second, or too many that have not said CONNECT.</summary>
    public long Throttled => Volatile.Read(ref _throttled);

    /// <summary>How often a connection was not read for a while, because its client had published more than it may.</summary>
    public long HeldBack => Volatile.Read(ref _heldBack);

    /// <summary>Connections that have not said CONNECT yet.</summary>
    public int HalfOpen => Volatile.Read(ref _halfOpen);

    /// <summary>Commits that the store failed to make; each was tried again.</summary>
    public long StoreFailures => Volatile.Read(ref _storeFailures);

    /// <summary>Packets received, of every kind; up to half a second old, as are the next three.</summary>
    public long PacketsIn => Volatile.Read(ref _packetsIn);

    /// <summary>Bytes of packets received.</summary>
    public long BytesIn => Volatile.Read(ref _bytesIn);

    /// <summary>Packets sent, of every kind.</summary>
    public long PacketsOut => Volatile.Read(ref _packetsOut);

    /// <summary>Bytes of packets sent.</summary>
    public long BytesOut => Volatile.Read(ref _bytesOut);

    /// <summary>Sessions that ended because their client did not come back in time.</summary>
    public long SessionsExpired => Volatile.Read(ref _sessionsExpired);

    /// <summary>Bytes of messages that wait in all sessions' queues.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>All messages that were not delivered or kept, for whatever reason.</summary>
    public long DroppedInTotal
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < _dropped.Length; i++) sum += Volatile.Read(ref _dropped[i]);
            return sum;
        }
    }

    /// <summary>Messages not delivered or not kept for this reason; a message for three subscribers may count three times.</summary>
    public long Dropped(MqttDropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    internal int AddConnection(int change) => Interlocked.Add(ref _connections, change);

    internal void SetSessions(int count) => Volatile.Write(ref _sessions, count);

    internal void SetRetained(int count) => Volatile.Write(ref _retained, count);

    internal void AddIn() => Interlocked.Increment(ref _messagesIn);

    internal void AddOut() => Interlocked.Increment(ref _messagesOut);

    internal void AddThrottled() => Interlocked.Increment(ref _throttled);

    internal void AddHeldBack() => Interlocked.Increment(ref _heldBack);

    internal int AddHalfOpen(int change) => Interlocked.Add(ref _halfOpen, change);

    internal void AddRefused() => Interlocked.Increment(ref _refused);

    internal void AddTraffic(uint packetsIn, uint bytesIn, uint packetsOut, uint bytesOut)
    {
        if ((packetsIn | packetsOut) == 0) return;
        Interlocked.Add(ref _packetsIn, packetsIn);
        Interlocked.Add(ref _bytesIn, bytesIn);
        Interlocked.Add(ref _packetsOut, packetsOut);
        Interlocked.Add(ref _bytesOut, bytesOut);
    }

    internal void AddSessionExpired() => Interlocked.Increment(ref _sessionsExpired);

    internal long AddQueuedBytes(long change) => Interlocked.Add(ref _queuedBytes, change);

    internal void AddStoreFailure() => Interlocked.Increment(ref _storeFailures);

    internal void AddDropped(MqttDropReason reason, int count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);
}
