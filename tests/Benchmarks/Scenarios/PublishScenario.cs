using Nanofleet.Benchmarks.Load;
using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>Publishers flood a broker that has a subscriber in its own process, where it can have one.</summary>
internal sealed class PublishScenario(string name, string description, byte qos, int connections, int window) : IScenario
{
    public string Name => name;

    public string Description => description;

    public IReadOnlyList<Peer> Peers { get; } = [Peer.Nanofleet, Peer.MqttNet, Peer.Mosquitto];

    public IReadOnlyList<Metric> Metrics { get; } = [new("messages/s"), new("server CPU µs/message", "0.00")];

    public async Task<IMeasuredPeer> PrepareAsync(Peer peer, BenchmarkOptions options)
    {
        var server = await peer.StartAsync(new PeerNeeds { HostSubscribes = true });
        var publishers = Enumerable.Range(0, options.Connections ?? connections)
            .Select(i => new Publisher(server.EndPoint, $"board-{i}", $"devices/board-{i}/data", qos, options.Window ?? window))
            .ToArray();
        return new Measured(server, publishers);
    }

    private sealed class Measured(IPeerServer server, Publisher[] publishers) : IMeasuredPeer
    {
        private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(60);

        private readonly LoadLoop _loop = new(publishers);

        public async Task<double[]> MeasureAsync(TimeSpan duration)
        {
            var countBefore = await server.CountAsync();
            foreach (var publisher in publishers) publisher.Restart();
            var watch = new CpuWatch(server.ProcessId);
            _loop.RunUntil(() => watch.Elapsed > duration, duration + LongestEnd);
            foreach (var publisher in publishers) publisher.Stopping = true;
            _loop.RunUntil(() => publishers.All(publisher => publisher.IsFinished), LongestEnd);
            var (elapsed, cpu) = (watch.Elapsed, watch.Cpu);
            var sent = publishers.Sum(publisher => publisher.Sent);
            if (countBefore is { } before && await server.CountAsync() - before is var got && got != sent)
                throw new InvalidOperationException($"{sent} messages were sent and answered, {got} reached the subscriber");
            return [sent / elapsed.TotalSeconds, cpu.TotalMicroseconds / sent];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var publisher in publishers) publisher.Dispose();
            await server.DisposeAsync();
        }
    }
}
