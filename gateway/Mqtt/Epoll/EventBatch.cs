using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>
/// What one epoll_wait brought. Its events are handed out one by one to whichever thread asks: when a host's code blocks
/// the thread that was at it, another takes over the rest.
/// </summary>
internal sealed unsafe class EventBatch
{
    private const int Capacity = 256;

    /// <summary>Linux packs struct epoll_event on x86-64 only.</summary>
    private static readonly bool s_isPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private readonly byte[] _events = GC.AllocateArray<byte>(Capacity * EntrySize, pinned: true);
    private int _count;
    private int _next;

    private static int EntrySize => s_isPacked ? 12 : 16;

    private static int DataOffset => s_isPacked ? 4 : 8;

    /// <summary>Waits for events; the earlier ones are all handed out.</summary>
    public void Wait(int epoll, int timeoutMilliseconds)
    {
        var count = Libc.EpollWait(epoll, (byte*)Unsafe.AsPointer(ref _events[0]), Capacity, timeoutMilliseconds);
        Volatile.Write(ref _count, Math.Max(count, 0)); // negative: a signal came
        Volatile.Write(ref _next, 0);
    }

    /// <summary>The next event that nobody has taken.</summary>
    public bool TryTake(out SocketEvents happened, out long key)
    {
        var index = Interlocked.Increment(ref _next) - 1;
        (happened, key) = (default, default);
        if (index >= Volatile.Read(ref _count)) return false;
        var entry = _events.AsSpan(index * EntrySize, EntrySize);
        happened = (SocketEvents)MemoryMarshal.Read<uint>(entry);
        key = MemoryMarshal.Read<long>(entry[DataOffset..]);
        return true;
    }

    /// <summary>Makes epoll report a descriptor's events under a key.</summary>
    public static bool TryAdd(int epoll, int descriptor, SocketEvents events, long key)
    {
        Span<byte> entry = stackalloc byte[16];
        MemoryMarshal.Write(entry, (uint)events);
        MemoryMarshal.Write(entry[DataOffset..], key);
        fixed (byte* what = entry) return Libc.EpollControl(epoll, Libc.Add, descriptor, what) == 0;
    }
}
