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
    private long _storeFailures;

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

    /// <summary>Connections that have not said CONNECT yet.</summary>
    public int HalfOpen => Volatile.Read(ref _halfOpen);

    /// <summary>Commits that the store failed to make; each was tried again.</summary>
    public long StoreFailures => Volatile.Read(ref _storeFailures);

    /// <summary>Messages not delivered or not kept for this reason; a message for three subscribers may count three times.</summary>
    public long Dropped(MqttDropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    internal int AddConnection(int change) => Interlocked.Add(ref _connections, change);

    internal void SetSessions(int count) => Volatile.Write(ref _sessions, count);

    internal void SetRetained(int count) => Volatile.Write(ref _retained, count);

    internal void AddIn() => Interlocked.Increment(ref _messagesIn);

    internal void AddOut() => Interlocked.Increment(ref _messagesOut);

    internal void AddThrottled() => Interlocked.Increment(ref _throttled);

    internal int AddHalfOpen(int change) => Interlocked.Add(ref _halfOpen, change);

    internal void AddRefused() => Interlocked.Increment(ref _refused);

    internal void AddStoreFailure() => Interlocked.Increment(ref _storeFailures);

    internal void AddDropped(MqttDropReason reason, int count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);
}
