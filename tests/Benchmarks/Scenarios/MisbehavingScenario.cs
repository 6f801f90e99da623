using System.Diagnostics;
using System.Globalization;
using Nanofleet.Benchmarks.Load;
using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;
using Nanofleet.Testing;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>
/// A hundred clients that behave, alone and then beside a hundred that misbehave in every way at once: how long a message
/// takes from publish to delivery. All must arrive.
/// </summary>
internal sealed class MisbehavingScenario : IScenario
{
    private const int Behaving = 100;
    private const int Misbehaving = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public string Name => "crowd";

    public string Description => $"{Behaving} clients with 10 messages/s each, alone and beside {Misbehaving} that misbehave";

    public IReadOnlyList<Peer> Peers { get; } = [Peer.Nanofleet, Peer.Mosquitto];

    public IReadOnlyList<Metric> Metrics { get; } =
        [new("alone p50 µs"), new("alone p99 µs"), new("beside p50 µs"), new("beside p99 µs"), new("p99 beside/alone", "0.00")];

    public async Task<IMeasuredPeer> PrepareAsync(Peer peer, BenchmarkOptions options)
    {
        var server = await peer.StartAsync(new PeerNeeds());
        var clients = Enumerable.Range(0, Behaving).Select(i => new Correspondent(server.EndPoint, $"good-{i}", Interval, Interval / Behaving * i)).ToArray();
        return new Measured(server, clients);
    }

    private sealed class Measured(IPeerServer server, Correspondent[] clients) : IMeasuredPeer
    {
        private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(60);

        private readonly LoadLoop _loop = new(clients);

        public async Task<double[]> MeasureAsync(TimeSpan duration)
        {
            var alone = Run(duration);
            await using var crowd = ToolProcess.Start(Environment.ProcessPath!, [MisbehaveVerb.Name, server.EndPoint.Port.ToString(CultureInfo.InvariantCulture), $"{Misbehaving}"]);
            await crowd.WaitForLineAsync(MisbehaveVerb.ReadyLine);
            var beside = Run(duration);
            return [Percentile(alone, 50), Percentile(alone, 99), Percentile(beside, 50), Percentile(beside, 99), Percentile(beside, 99) / Percentile(alone, 99)];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in clients) client.Dispose();
            await server.DisposeAsync();
        }

        private double[] Run(TimeSpan duration)
        {
            foreach (var client in clients) client.Restart();
            var begin = Stopwatch.GetTimestamp();
            _loop.RunUntil(() => !Send(begin, duration), duration + LongestEnd);
            _loop.RunUntil(() => clients.All(client => client.IsQuiet), LongestEnd); // or a message was lost
            return [.. clients.SelectMany(client => client.Latencies).Order()];
        }

        private bool Send(long begin, TimeSpan duration)
        {
            var now = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(begin, now) > duration) return false;
            foreach (var client in clients) client.SendWhenDue(now);
            return true;
        }

        private static double Percentile(double[] sorted, int percent) => sorted[Math.Min(sorted.Length * percent / 100, sorted.Length - 1)];
    }
}
