using Nanofleet.Benchmarks.Load;
using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>
/// Messages through a broker from some clients to others. No more are under way than the subscribers take at once, so that
/// no queue overflows: every message must arrive.
/// </summary>
internal sealed class FanScenario(string name, string description, int publishers, int subscribers, byte qos, int window) : IScenario
{
    private const string Topic = "devices/0000/data";
    private const int PayloadSize = 120;

    public string Name => name;

    public string Description => description;

    public IReadOnlyList<Peer> Peers { get; } = [Peer.Nanofleet, Peer.Mosquitto];

    public IReadOnlyList<Metric> Metrics { get; } = [new("deliveries/s"), new("server CPU µs/delivery", "0.00")];

    public async Task<IMeasuredPeer> PrepareAsync(Peer peer, BenchmarkOptions options)
    {
        var server = await peer.StartAsync(new PeerNeeds());
        return new Measured(server, publishers, subscribers, qos, options.Window ?? window);
    }

    private sealed class Measured : IMeasuredPeer
    {
        private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

        private readonly IPeerServer _server;
        private readonly Subscriber[] _subscribers;
        private readonly Publisher[] _publishers;
        private readonly LoadLoop _loop;
        private readonly int _mostUnderWay;
        private long _receivedBefore;

        public Measured(IPeerServer server, int publishers, int subscribers, byte qos, int window)
        {
            _server = server;
            _mostUnderWay = publishers * window;
            _subscribers = [.. Enumerable.Range(0, subscribers).Select(i => new Subscriber(server.EndPoint, $"subscriber-{i}", "devices/+/data", Topic, qos, PayloadSize))];
            _publishers = [.. Enumerable.Range(0, publishers).Select(i => new Publisher(server.EndPoint, $"board-{i}", $"devices/{i:0000}/data", 1, window, PayloadSize) { Gate = MayPublish })];
            _loop = new LoadLoop([.. _subscribers, .. _publishers]);
        }

        private long Sent => _publishers.Sum(publisher => publisher.Sent);

        private long Received => _subscribers.Sum(subscriber => subscriber.Received) - _receivedBefore;

        public Task<double[]> MeasureAsync(TimeSpan duration)
        {
            _receivedBefore += Received;
            foreach (var publisher in _publishers) publisher.Restart();
            var watch = new CpuWatch(_server.ProcessId);
            _loop.RunUntil(() => GoOn() && watch.Elapsed > duration, duration + LongestEnd);
            foreach (var publisher in _publishers) publisher.Stopping = true;
            _loop.RunUntil(() => GoOn() && Received == Sent * _subscribers.Length && _publishers.All(publisher => publisher.IsFinished), LongestEnd);
            var (elapsed, cpu, received) = (watch.Elapsed, watch.Cpu, Received);
            return Task.FromResult<double[]>([received / elapsed.TotalSeconds, cpu.TotalMicroseconds / received]);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in _subscribers.Concat<LoadConnection>(_publishers)) connection.Dispose();
            await _server.DisposeAsync();
        }

        private bool MayPublish() => (Sent - _mostUnderWay) * _subscribers.Length < Received;

        /// <summary>Whom the gate held back is asked again, whatever happened.</summary>
        private bool GoOn()
        {
            if (MayPublish()) foreach (var publisher in _publishers) publisher.Fill();
            return true;
        }
    }
}
