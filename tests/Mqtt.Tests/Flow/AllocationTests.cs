using System.IO.Pipelines;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Flow;

/// <summary>What a received message costs the collector. Runs with no other test, because the runtime counts for all.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    private const int BytesPerMessage = 6; // what the runtime spends on changes of threads, spread over a round; the smallest object takes 24
    private const int Round = 1000;
    private const int Rounds = 100;

    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public async Task Receiving_a_message_allocates_nothing(MqttVersion version, MqttQoS qos)
    {
        var host = new CountingHost();
        await using var broker = new MqttBroker(new MqttBrokerOptions { HostFilters = ["devices/+/data"], ReceiveMaximum = ushort.MaxValue }, host);
        var link = new MemoryLink();
        var serving = broker.ServeAsync(link.Server, null);
        await link.ExchangeAsync(Connect(version, "board"), 1);
        byte[] ping = [0xC0, 0]; // its answer tells that a round is over
        var messages = Enumerable.Range(1, Round).SelectMany(i => Publish(version, "devices/board-1/data", new string('x', 120), (byte)((int)qos << 1), (ushort)i)).Concat(ping).ToArray();
        var releases = Enumerable.Range(1, Round).SelectMany(i => new byte[] { 0x62, 2, (byte)(i >> 8), (byte)i }).ToArray();
        async Task RoundAsync()
        {
            await link.ExchangeAsync(messages, 2 + (qos == MqttQoS.AtMostOnce ? 0 : Round * 4));
            if (qos == MqttQoS.ExactlyOnce) await link.ExchangeAsync(releases, Round * 4);
        }
        for (var i = 0; i < 20; i++) await RoundAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);

        for (var i = 0; i < Rounds; i++) await RoundAsync();

        var perMessage = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(Round * Rounds);
        Assert.Equal(Round * (Rounds + 20), host.Count);
        Assert.True(perMessage <= BytesPerMessage, $"{perMessage:0.0} bytes per message");
        link.Close();
        await serving;
    }

    private sealed class CountingHost : IMqttReceiver
    {
        public int Count { get; private set; }

        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            Count++;
            delivery.Acknowledgement.Complete();
            return default;
        }
    }

    /// <summary>A connection in memory.</summary>
    private sealed class MemoryLink
    {
        private const int Segment = 64 * 1024; // a round fits into a few of them: for each core the runtime keeps only some

        private readonly Pipe _up = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: Segment));
        private readonly Pipe _down = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: Segment));

        public MemoryLink() => Server = new Ends(_up.Reader, _down.Writer);

        public IDuplexPipe Server { get; }

        /// <summary>Sends bytes and takes in at least so many.</summary>
        public async Task ExchangeAsync(byte[] bytes, int expected)
        {
            await _up.Writer.WriteAsync(bytes);
            for (long got = 0; got < expected;)
            {
                var result = await _down.Reader.ReadAsync();
                got += result.Buffer.Length;
                _down.Reader.AdvanceTo(result.Buffer.End);
            }
        }

        public void Close() => _up.Writer.Complete();

        private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
