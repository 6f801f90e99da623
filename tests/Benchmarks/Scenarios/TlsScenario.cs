using Nanofleet.Benchmarks.Load;
using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>What TLS costs a broker: handshakes, then messages. The generator's half of the work is on the same machine, so that CPU says more than rates.</summary>
internal sealed class TlsScenario : IScenario
{
    private const int Dialers = 8;
    private const int Publishers = 4;
    private const int DefaultWindow = 1000;

    public string Name => "tls";

    public string Description => $"full handshakes by {Dialers} clients at a time, then {Publishers} publishers at QoS 1 with {DefaultWindow:#,0} unanswered each; P-256";

    public IReadOnlyList<Peer> Peers { get; } = [Peer.Nanofleet, Peer.MqttNet, Peer.Mosquitto];

    public IReadOnlyList<Metric> Metrics { get; } =
        [new("handshakes/s"), new("server CPU µs/handshake"), new("messages/s"), new("server CPU µs/message", "0.00")];

    public async Task<IMeasuredPeer> PrepareAsync(Peer peer, BenchmarkOptions options)
    {
        var certificate = PemCertificate.Create();
        return new Measured(await peer.StartAsync(new PeerNeeds { HostSubscribes = true, Certificate = certificate.File }), certificate, options.Window ?? DefaultWindow);
    }

    private sealed class Measured(IPeerServer server, PemCertificate certificate, int window) : IMeasuredPeer
    {
        private int _clients;

        public async Task<double[]> MeasureAsync(TimeSpan duration)
        {
            var watch = new CpuWatch(server.ProcessId);
            var handshakes = (await Task.WhenAll(Enumerable.Range(0, Dialers).Select(_ => Task.Run(() => DialAsync(watch, duration))))).Sum();
            var perHandshake = watch.Cpu.TotalMicroseconds / handshakes;
            var handshakeRate = handshakes / watch.Elapsed.TotalSeconds;

            var publishers = await Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => TlsConnection.ConnectAsync(server.EndPoint, NextId())));
            watch = new CpuWatch(server.ProcessId);
            var messages = (await Task.WhenAll(publishers.Select((publisher, i) => Task.Run(() => publisher.PublishAsync($"devices/board-{i}/data", window, duration))))).Sum();
            var (elapsed, cpu) = (watch.Elapsed, watch.Cpu);
            foreach (var publisher in publishers) await publisher.DisposeAsync();
            return [handshakeRate, perHandshake, messages / elapsed.TotalSeconds, cpu.TotalMicroseconds / messages];
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            certificate.Dispose();
        }

        private async Task<long> DialAsync(CpuWatch watch, TimeSpan duration)
        {
            long count = 0;
            for (; watch.Elapsed < duration; count++) await (await TlsConnection.ConnectAsync(server.EndPoint, NextId())).DisposeAsync();
            return count;
        }

        private string NextId() => $"tls-{Interlocked.Increment(ref _clients)}";
    }
}
