using System.Runtime.InteropServices;

namespace Nanofleet.Testing.Wire;

/// <summary>poll(2) over sockets that one thread drives: a load generator shares the machine with what it measures and must stay light.</summary>
public sealed partial class Poller(int count)
{
    public const short Readable = 1;
    public const short Writable = 4;

    private const int Nobody = -1; // poll(2) passes over negative descriptors

    private readonly PollEntry[] _entries = new PollEntry[count];

    /// <summary>What to wait for at this place; the socket's error or end is always waited for.</summary>
    public void Watch(int place, int descriptor, short events)
    {
        _entries[place].Descriptor = descriptor;
        _entries[place].Events = events;
    }

    /// <summary>Nothing is there to wait for.</summary>
    public void Ignore(int place) => _entries[place].Descriptor = Nobody;

    /// <summary>Waits, at most so long; false when nothing happened.</summary>
    public bool Wait(int milliseconds) => poll(_entries, (nuint)_entries.Length, milliseconds) > 0;

    /// <summary>Something came, an error and the end included.</summary>
    public bool HasInput(int place) => _entries[place].Descriptor >= 0 && (_entries[place].Happened & ~Writable) != 0;

    /// <summary>Anything happened.</summary>
    public bool HasAny(int place) => _entries[place].Descriptor >= 0 && _entries[place].Happened != 0;

    [LibraryImport("libc")]
    private static partial int poll([In, Out] PollEntry[] entries, nuint count, int timeout);

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
