using System.Runtime.InteropServices;

namespace Nanofleet.Testing.Wire;

/// <summary>
/// epoll over sockets that one thread drives, each at a place of its own: a load generator shares the machine with what it
/// measures and must stay light, with thousands of connections too.
/// </summary>
public sealed unsafe partial class Poller : IDisposable
{
    public const short Readable = 1;
    public const short Writable = 4;

    private const int Add = 1;
    private const int Delete = 2;
    private const int Modify = 3;
    private const int CloseOnExec = 0x80000;
    private const int MostAtOnce = 1024;
    private const int Nobody = -1;

    /// <summary>Linux packs struct epoll_event on x86-64 only.</summary>
    private static readonly int EntrySize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EntrySize - sizeof(long);

    private readonly int _epoll = epoll_create1(CloseOnExec);
    private readonly byte[] _events = new byte[MostAtOnce * EntrySize];
    private readonly int[] _descriptors;
    private readonly short[] _watched;
    private readonly uint[] _happened;
    private readonly List<int> _ready = [];

    public Poller(int count)
    {
        (_descriptors, _watched, _happened) = (new int[count], new short[count], new uint[count]);
        Array.Fill(_descriptors, Nobody);
    }

    /// <summary>The places where something happened.</summary>
    public IReadOnlyList<int> Ready => _ready;

    /// <summary>What to wait for at this place; the socket's error or end is always waited for.</summary>
    public void Watch(int place, int descriptor, short events)
    {
        if (_descriptors[place] == descriptor && _watched[place] == events) return;
        Control(_descriptors[place] == descriptor ? Modify : Add, place, descriptor, events);
        (_descriptors[place], _watched[place]) = (descriptor, events);
    }

    /// <summary>The socket is open and not waited for.</summary>
    public void Ignore(int place)
    {
        if (_descriptors[place] != Nobody) Control(Delete, place, _descriptors[place], 0);
        _descriptors[place] = Nobody;
    }

    /// <summary>The socket is closed: the kernel has forgotten it, and its number may be another's already.</summary>
    public void Forget(int place) => _descriptors[place] = Nobody;

    /// <summary>Waits, at most so long; false when nothing happened.</summary>
    public bool Wait(int milliseconds)
    {
        foreach (var place in _ready) _happened[place] = 0;
        _ready.Clear();
        var count = epoll_wait(_epoll, _events, MostAtOnce, milliseconds); // negative: a signal came
        for (var i = 0; i < count; i++)
        {
            var entry = _events.AsSpan(i * EntrySize, EntrySize);
            var place = (int)MemoryMarshal.Read<long>(entry[DataOffset..]);
            _happened[place] = MemoryMarshal.Read<uint>(entry);
            _ready.Add(place);
        }

        return count > 0;
    }

    /// <summary>Something came, an error and the end included.</summary>
    public bool HasInput(int place) => (_happened[place] & ~(uint)Writable) != 0;

    /// <summary>Anything happened.</summary>
    public bool HasAny(int place) => _happened[place] != 0;

    /// <inheritdoc/>
    public void Dispose() => close(_epoll);

    private void Control(int operation, int place, int descriptor, short events)
    {
        Span<byte> entry = stackalloc byte[16];
        MemoryMarshal.Write(entry, (uint)events);
        MemoryMarshal.Write(entry[DataOffset..], (long)place);
        fixed (byte* what = entry)
            if (epoll_ctl(_epoll, operation, descriptor, what) != 0)
                throw new IOException($"epoll refuses descriptor {descriptor}: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc")]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* what);

    [LibraryImport("libc")]
    private static partial int epoll_wait(int epoll, [Out] byte[] events, int maximum, int milliseconds);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
