using System.Net;
using Nanofleet.Testing;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>Debian's Mosquitto without its logs, and with limits out of the way that would lose messages.</summary>
internal sealed class MosquittoPeer : IPeerServer
{
    private readonly MosquittoServer _server;

    private MosquittoPeer(MosquittoServer server) => _server = server;

    public IPEndPoint EndPoint => new(IPAddress.Loopback, _server.Port);

    public int ProcessId => _server.ProcessId;

    public static async Task<MosquittoPeer> StartAsync(PeerNeeds needs)
    {
        List<string> settings = ["max_inflight_messages 1000", "max_queued_messages 0"];
        if (needs.Certificate is { } file) settings.AddRange([$"certfile {file}", $"keyfile {file}"]);
        return new MosquittoPeer(await MosquittoServer.StartAsync(new MosquittoOptions { IsQuiet = true, Settings = settings }));
    }

    public Task<long?> CountAsync() => Task.FromResult<long?>(null);

    public Task CollectAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
