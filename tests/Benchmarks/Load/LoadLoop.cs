using System.Runtime.InteropServices;

namespace Nanofleet.Benchmarks.Load;

/// <summary>Drives many connections from one thread, by poll(2): the generator shares the machine with what it measures and must stay light.</summary>
internal sealed partial class LoadLoop
{
    private const short Readable = 1;
    private const short Writable = 4;
    private const int LongestWaitMilliseconds = 1;

    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly IReadOnlyList<LoadConnection> _connections;
    private readonly PollEntry[] _entries;

    public LoadLoop(IReadOnlyList<LoadConnection> connections)
    {
        _connections = connections;
        _entries = new PollEntry[connections.Count];
        for (var i = 0; i < _entries.Length; i++)
        {
            connections[i].Begin();
            _entries[i].Descriptor = connections[i].Descriptor;
        }
    }

    /// <summary>Sends and receives until the condition holds, which is asked whenever something happened.</summary>
    public void RunUntil(Func<bool> done, TimeSpan limit)
    {
        var end = DateTime.UtcNow + limit;
        foreach (var connection in _connections) connection.Fill();
        while (!done())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException("the server stopped answering");
            for (var i = 0; i < _entries.Length; i++) _entries[i].Events = _connections[i].WantsToWrite ? (short)(Readable | Writable) : Readable;
            if (poll(_entries, (nuint)_entries.Length, LongestWaitMilliseconds) <= 0) continue;
            for (var i = 0; i < _entries.Length; i++)
            {
                if (_entries[i].Happened == 0) continue;
                if ((_entries[i].Happened & ~Writable) != 0) _connections[i].Drain(_buffer);
                _connections[i].Fill();
            }
        }
    }

    [LibraryImport("libc")]
    private static partial int poll([In, Out] PollEntry[] entries, nuint count, int timeout);

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
