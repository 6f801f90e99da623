using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Load;

/// <summary>Drives many connections from one thread.</summary>
internal sealed class LoadLoop
{
    private const int LongestWaitMilliseconds = 1;

    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly IReadOnlyList<LoadConnection> _connections;
    private readonly Poller _poller;

    public LoadLoop(IReadOnlyList<LoadConnection> connections)
    {
        _connections = connections;
        _poller = new Poller(connections.Count);
        foreach (var connection in connections) connection.Begin();
    }

    /// <summary>Sends and receives until the condition holds, which is asked whenever something happened.</summary>
    public void RunUntil(Func<bool> done, TimeSpan limit)
    {
        var end = DateTime.UtcNow + limit;
        foreach (var connection in _connections) connection.Fill();
        while (!done())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException("the server stopped answering");
            for (var i = 0; i < _connections.Count; i++)
                _poller.Watch(i, _connections[i].Descriptor, _connections[i].WantsToWrite ? (short)(Poller.Readable | Poller.Writable) : Poller.Readable);
            if (!_poller.Wait(LongestWaitMilliseconds)) continue;
            foreach (var i in _poller.Ready)
            {
                if (_poller.HasInput(i)) _connections[i].Drain(_buffer);
                _connections[i].Fill();
            }
        }
    }
}
