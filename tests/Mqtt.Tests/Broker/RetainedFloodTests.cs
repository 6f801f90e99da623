using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>One SUBSCRIBE can ask for all that is retained: it comes whole, and costs no more memory than the client is slow.</summary>
public sealed class RetainedFloodTests
{
    private const int Count = 400;
    private const int Size = 50_000;

    [Fact]
    public async Task More_retained_bytes_than_a_queue_may_hold_arrive_whole()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumQueuedMessages = 50, MaximumQueuedBytes = 1_000_000 });
        await RetainAsync(broker);
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "r/#", 0));
        Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);

        var topics = new HashSet<string>();
        while (topics.Count < Count) topics.Add((await client.ReadAsync()).AsPublish(MqttVersion.V500).Topic);

        Assert.Empty(await client.ReadToPongAsync());
        Assert.Equal(0, broker.Broker.Counters.Dropped(MqttDropReason.QueueFull));
    }

    [Fact]
    public async Task A_client_that_does_not_read_them_is_sent_no_more_than_its_transport_holds()
    {
        await using var broker = await TestBroker.StartAsync();
        await RetainAsync(broker);
        var sent = broker.Broker.Counters.MessagesOut;
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "r/#", 0));
        await client.ReadAsync();

        // What waits for the socket stops growing long before all are written; the broker's other clients are served.
        await using var other = await ConnectAsync(broker, MqttVersion.V500, "other");
        await other.ReadToPongAsync();
        Assert.InRange(broker.Broker.Counters.MessagesOut - sent, 0, Count - 50);
        Assert.Equal(0, broker.Broker.Counters.QueuedBytes);
    }

    private static async Task RetainAsync(TestBroker broker)
    {
        for (var i = 0; i < Count; i++) await broker.Broker.PublishAsync($"r/{i}", new byte[Size], retain: true);
    }
}
