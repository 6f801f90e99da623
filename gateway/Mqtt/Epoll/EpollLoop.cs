using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>
/// A thread that waits for the events of many sockets and does at once what they lead to: a message is read, handled and
/// answered without a change of threads. If the code that it calls blocks, another thread takes its place, so that only
/// the connection that blocks has to wait.
/// </summary>
internal sealed unsafe class EpollLoop
{
    private const long WakeKey = -1;

    /// <summary>Hosts that block more than this at a time hold up others.</summary>
    private const int MaximumThreads = 64;

    private static readonly Lazy<EpollLoop[]?> s_all = new(CreateAll);
    private static uint s_turn;

    /// <summary>What the present thread works on; a thread that was replaced no longer works on its loop's.</summary>
    [ThreadStatic]
    private static EventBatch? t_batch;

    private readonly int _epoll;
    private readonly int _waker;
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private readonly Queue<EpollConnection> _ready = new();
    private IEpollHandler?[] _handlers = new IEpollHandler?[64];
    private int _used;
    private EventBatch _batch = new();
    private long _steps;
    private long _stepsSeen;
    private volatile bool _busy;
    private int _threads;

    private EpollLoop(int epoll, int waker) => (_epoll, _waker) = (epoll, waker);

    /// <summary>False where the system has no epoll.</summary>
    public static bool IsSupported => s_all.Value is not null;

    /// <summary>The loop that the next connection goes to.</summary>
    public static EpollLoop Next() => s_all.Value![Interlocked.Increment(ref s_turn) % (uint)s_all.Value.Length];

    /// <summary>From now on the handler hears of its socket's events. False when the system refuses.</summary>
    public bool TryAdd(IEpollHandler handler, SafeHandle descriptor)
    {
        int slot;
        lock (_gate)
        {
            slot = _free.Count > 0 ? _free.Pop() : _used++;
            if (slot == _handlers.Length)
            {
                var larger = new IEpollHandler?[slot * 2];
                _handlers.CopyTo(larger, 0);
                Volatile.Write(ref _handlers, larger);
            }
            _handlers[slot] = handler;
            handler.Slot = slot;
        }
        const SocketEvents all = SocketEvents.Readable | SocketEvents.Writable | SocketEvents.PeerClosed | SocketEvents.EdgeTriggered;
        return EventBatch.TryAdd(_epoll, (int)descriptor.DangerousGetHandle(), all, slot);
    }

    /// <summary>The handler's socket is closed. An event that is under way for it may reach its slot's successor, who finds nothing to do.</summary>
    public void Remove(IEpollHandler handler)
    {
        lock (_gate)
        {
            _handlers[handler.Slot] = null;
            _free.Push(handler.Slot);
        }
    }

    /// <summary>The connection is read again when the others had their turn.</summary>
    public void Enqueue(EpollConnection connection)
    {
        lock (_gate) _ready.Enqueue(connection);
        if (t_batch is not null && t_batch == Volatile.Read(ref _batch)) return; // this thread looks when it is through
        ulong one = 1;
        Libc.Write(_waker, &one, sizeof(ulong));
    }

    private static EpollLoop[]? CreateAll()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var all = new EpollLoop[Environment.ProcessorCount];
        for (var i = 0; i < all.Length; i++)
        {
            var epoll = Libc.EpollCreate(Libc.CloseOnExec);
            var waker = Libc.EventDescriptor(0, Libc.CloseOnExec);
            if (epoll < 0 || waker < 0 || !EventBatch.TryAdd(epoll, waker, SocketEvents.Readable | SocketEvents.EdgeTriggered, WakeKey)) return null;
            all[i] = new EpollLoop(epoll, waker);
        }
        foreach (var loop in all) loop.Start(null);
        BlockedLoopWatch.Start(all);
        return all;
    }

    /// <summary>Called now and then: true when it is still at the same step as the last time.</summary>
    public bool IsStuck()
    {
        var steps = Volatile.Read(ref _steps);
        var stuck = _busy && steps == _stepsSeen && Volatile.Read(ref _threads) < MaximumThreads;
        _stepsSeen = steps;
        return stuck;
    }

    /// <summary>Lets another thread go on with what the present one has not begun.</summary>
    public void Replace()
    {
        var left = _batch;
        Volatile.Write(ref _batch, new EventBatch());
        Start(left);
    }

    private void Start(EventBatch? left)
    {
        var batch = _batch;
        Interlocked.Increment(ref _threads);
        new Thread(() => Run(left, batch)) { IsBackground = true, Name = "mqtt sockets" }.UnsafeStart();
    }

    private void Run(EventBatch? left, EventBatch batch)
    {
        t_batch = batch;
        if (left is not null) Handle(left);
        while (Volatile.Read(ref _batch) == batch)
        {
            _busy = false;
            batch.Wait(_epoll, HasReady ? 0 : Timeout.Infinite);
            _busy = true;
            Handle(batch);
            HandleReady();
        }
        Interlocked.Decrement(ref _threads);
    }

    private bool HasReady
    {
        get
        {
            lock (_gate) return _ready.Count > 0;
        }
    }

    private void Handle(EventBatch batch)
    {
        while (batch.TryTake(out var happened, out var key))
        {
            Volatile.Write(ref _steps, _steps + 1);
            if (key != WakeKey) Volatile.Read(ref _handlers)[key]?.Handle(happened);
        }
    }

    /// <summary>One of those that have more than others, and then it is looked whether somebody else has come.</summary>
    private void HandleReady()
    {
        if (!TryDequeue(out var connection)) return;
        Volatile.Write(ref _steps, _steps + 1);
        connection.TakeTurn();
    }

    private bool TryDequeue([NotNullWhen(true)] out EpollConnection? connection)
    {
        lock (_gate) return _ready.TryDequeue(out connection);
    }
}
