using System.Globalization;
using Nanofleet.Benchmarks.Load;
using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;
using Nanofleet.Testing;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>A client library receives from Mosquitto, in a process of its own that tells what that cost.</summary>
internal sealed class ReceiveScenario(string name, string description, byte qos) : IScenario
{
    private const string Filter = "devices/+/data";

    public string Name => name;

    public string Description => description;

    public IReadOnlyList<Peer> Peers { get; } = [Peer.Nanofleet, Peer.MqttNet];

    public IReadOnlyList<Metric> Metrics { get; } = [new("messages/s"), new("client CPU µs/message", "0.00"), new("allocated bytes/message", "#,0.0")];

    public async Task<IMeasuredPeer> PrepareAsync(Peer peer, BenchmarkOptions options)
    {
        if (MosquittoServer.MissingReason is { } reason) throw new InvalidOperationException(reason);
        var broker = await Peer.Mosquitto.StartAsync(new PeerNeeds());
        var counter = Path.GetTempFileName();
        var client = ToolProcess.Start(Environment.ProcessPath!, [ReceiveVerb.Name, peer.Name, $"{broker.EndPoint.Port}", Filter, $"{qos}", counter]);
        await client.WaitForLineAsync(ReceiveVerb.ReadyLine);
        return new Measured(broker, client, counter, options.Window ?? 100);
    }

    private sealed record Cost(double CpuMicroseconds, double AllocatedBytes);

    private sealed class Measured : IMeasuredPeer
    {
        private const int Publishers = 4;

        /// <summary>Mosquitto becomes slow when much waits in it.</summary>
        private const int MostUnderWay = 1000;
        private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(60);

        private readonly IPeerServer _broker;
        private readonly ToolProcess _client;
        private readonly string _counterFile;
        private readonly SharedCount _received;
        private readonly Publisher[] _publishers;
        private readonly LoadLoop _loop;
        private long _receivedBefore;
        private int _answers;

        public Measured(IPeerServer broker, ToolProcess client, string counterFile, int window)
        {
            (_broker, _client, _counterFile) = (broker, client, counterFile);
            _received = new SharedCount(counterFile);
            _publishers = [.. Enumerable.Range(0, Publishers).Select(i => new Publisher(broker.EndPoint, $"board-{i}", $"devices/board-{i}/data", 1, window) { Gate = MayPublish })];
            _loop = new LoadLoop(_publishers);
        }

        private long Sent => _publishers.Sum(publisher => publisher.Sent);

        private long Received => _received.Value - _receivedBefore;

        public async Task<double[]> MeasureAsync(TimeSpan duration)
        {
            var before = await AskAsync();
            _receivedBefore = _received.Value;
            foreach (var publisher in _publishers) publisher.Restart();
            var watch = new CpuWatch(_client.Id);
            _loop.RunUntil(() => GoOn() && watch.Elapsed > duration, duration + LongestEnd);
            foreach (var publisher in _publishers) publisher.Stopping = true;
            _loop.RunUntil(() => GoOn() && Received == Sent && _publishers.All(publisher => publisher.IsFinished), LongestEnd);
            var elapsed = watch.Elapsed;
            var after = await AskAsync();
            return [Sent / elapsed.TotalSeconds, (after.CpuMicroseconds - before.CpuMicroseconds) / Sent, (after.AllocatedBytes - before.AllocatedBytes) / Sent];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var publisher in _publishers) publisher.Dispose();
            await _client.DisposeAsync();
            await _broker.DisposeAsync();
            _received.Dispose();
            File.Delete(_counterFile);
        }

        private bool MayPublish() => Sent - Received < MostUnderWay;

        /// <summary>Whom the gate held back is asked again, whatever happened.</summary>
        private bool GoOn()
        {
            if (MayPublish()) foreach (var publisher in _publishers) publisher.Fill();
            return true;
        }

        private async Task<Cost> AskAsync()
        {
            await _client.WriteLineAsync("");
            var lines = await _client.WaitForLinesAsync(++_answers, line => line.StartsWith(ReceiveVerb.AnswerLine, StringComparison.Ordinal), "an answer");
            var values = lines[^1][ReceiveVerb.AnswerLine.Length..].Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray();
            return new Cost(values[0], values[1]);
        }
    }
}
