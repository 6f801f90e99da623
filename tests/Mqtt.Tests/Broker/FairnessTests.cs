using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>Connections share threads: none may keep the others from being served.</summary>
public sealed class FairnessTests
{
    /// <summary>More than there are threads, so that some share one, however connections are dealt out.</summary>
    private static readonly int Many = Environment.ProcessorCount * 2 + 1;

    [Fact]
    public async Task A_host_that_blocks_on_one_client_receives_from_the_others()
    {
        using var release = new ManualResetEventSlim();
        var host = new BlockingHost(release);
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var blocked = await ConnectAsync(broker, MqttVersion.V311, "blocked");
        await blocked.SendAsync(Publish(MqttVersion.V311, "block", "x", flags: 2, id: 1));
        await host.Blocked.Task.WaitAsync(TimeSpan.FromSeconds(60));

        for (var i = 0; i < Many; i++)
        {
            await using var other = await ConnectAsync(broker, MqttVersion.V311, $"other-{i}");
            await other.SendAsync(Publish(MqttVersion.V311, "go", "x", flags: 2, id: 1));
            Assert.Equal(PacketType.PubAck, (await other.ReadAsync()).Type);
        }

        Assert.False(release.IsSet);
        release.Set();
        Assert.Equal(PacketType.PubAck, (await blocked.ReadAsync()).Type);
    }

    [Fact]
    public async Task Clients_that_publish_without_a_pause_leave_the_others_their_turn()
    {
        await using var broker = await TestBroker.StartAsync();
        using var stop = new CancellationTokenSource();
        var flood = Enumerable.Repeat(Publish(MqttVersion.V311, "t", new string('x', 100)), 1000).SelectMany(packet => packet).ToArray();
        var floods = Enumerable.Range(0, Many).Select(async i =>
        {
            await using var client = await ConnectAsync(broker, MqttVersion.V311, $"flood-{i}");
            while (!stop.IsCancellationRequested) await client.SendAsync(flood);
        }).ToArray();
        await broker.UntilAsync(() => broker.Broker.Counters.MessagesIn > 10_000);

        for (var i = 0; i < Many; i++)
        {
            await using var other = await ConnectAsync(broker, MqttVersion.V311, $"other-{i}");
            await other.SendAsync([0xC0, 0]);
            Assert.Equal(PacketType.PingResp, (await other.ReadAsync()).Type);
        }

        await stop.CancelAsync();
        await Task.WhenAll(floods);
    }

    private sealed class BlockingHost(ManualResetEventSlim release) : IMqttReceiver
    {
        public TaskCompletionSource Blocked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            if (delivery.Topic.Span.SequenceEqual("block"u8))
            {
                Blocked.SetResult();
                release.Wait(cancel);
            }
            delivery.Acknowledgement.Complete();
            return default;
        }
    }
}
