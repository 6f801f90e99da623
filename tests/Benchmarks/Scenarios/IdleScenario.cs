using System.Net;
using Nanofleet.Benchmarks.Load;
using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>
/// Many connections that only keep themselves alive. What the server holds before is measured after a tenth of them
/// came and went, so that the connections themselves make the difference.
/// </summary>
internal sealed class IdleScenario : IScenario
{
    private const int Wanted = 20_000;

    public string Name => "idle";

    public string Description => $"{Wanted:#,0} connections with a keep-alive of {Measured.KeepAlive} s that ping every 10 s and say nothing else";

    public IReadOnlyList<Peer> Peers { get; } = [Peer.Nanofleet, Peer.MqttNet, Peer.Mosquitto];

    public IReadOnlyList<Metric> Metrics { get; } =
        [new("bytes/connection"), new("bytes/connection after a collection"), new("connections/s"), new("server CPU µs/ping", "0.0")];

    public bool IsMeasuredOnce => true;

    public async Task<IMeasuredPeer> PrepareAsync(Peer peer, BenchmarkOptions options)
    {
        var count = Math.Min(options.Connections ?? Wanted, DescriptorLimit.Connections);
        if (count < (options.Connections ?? Wanted)) Console.WriteLine($"{peer.Name}: {count:#,0} connections, since a process may open no more descriptors (ulimit -n)");
        return new Measured(await peer.StartAsync(new PeerNeeds()), count);
    }

    private sealed class Measured(IPeerServer server, int count) : IMeasuredPeer
    {
        public const ushort KeepAlive = 60;
        private const int Slices = 100;
        private const int Rounds = 2;
        private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(KeepAlive);

        private IdleClient[] _clients = [];

        public async Task<double[]> MeasureAsync(TimeSpan duration)
        {
            Connect(count / 10);
            PingAll();
            Disconnect();
            await server.CollectAsync();
            var before = ProcessMemory.Resident(server.ProcessId);

            var watch = new CpuWatch(server.ProcessId);
            Connect(count);
            var rate = count / watch.Elapsed.TotalSeconds;
            watch = new CpuWatch(server.ProcessId);
            for (var i = 0; i < Rounds; i++) PingAll();
            var cpu = watch.Cpu.TotalMicroseconds / (Rounds * count);
            var asItIs = ProcessMemory.Resident(server.ProcessId);
            await server.CollectAsync();
            var collected = ProcessMemory.Resident(server.ProcessId);
            Disconnect();
            return [(asItIs - before) / (double)count, (collected - before) / (double)count, rate, cpu];
        }

        public async ValueTask DisposeAsync()
        {
            Disconnect();
            await server.DisposeAsync();
        }

        private void Connect(int number)
        {
            _clients = new IdleClient[number];
            for (var i = 0; i < number; i++) _clients[i] = new IdleClient(server.EndPoint, $"board-{i}", KeepAlive, From(i));
        }

        private void Disconnect()
        {
            foreach (var client in _clients) client.Dispose();
            _clients = [];
        }

        /// <summary>One ping of each, spread over the interval; each must be answered.</summary>
        private void PingAll()
        {
            var loop = new LoadLoop(_clients);
            var watch = new CpuWatch(Environment.ProcessId);
            for (var slice = 0; slice < Slices; slice++)
            {
                for (var i = slice; i < _clients.Length; i += Slices) _clients[i].Ping();
                var next = PingInterval * (slice + 1) / Slices;
                loop.RunUntil(() => watch.Elapsed >= next, Patience);
            }
            loop.RunUntil(() => _clients.All(client => client.Unanswered == 0), Patience);
        }

        /// <summary>Of one address a client can dial the same server some 28,000 times at most.</summary>
        private static IPAddress From(int i) => new([127, 0, 0, (byte)(2 + i % 4)]);
    }
}
