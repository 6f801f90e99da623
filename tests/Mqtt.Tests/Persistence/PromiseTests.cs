using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Persistence;

/// <summary>No promise leaves the broker before the store has what it promises, and what fails to be stored is refused.</summary>
public sealed class PromiseTests
{
    [Theory, MemberData(nameof(Versions.WithAnswers), MemberType = typeof(Versions))]
    public async Task A_message_for_a_persistent_session_is_answered_when_it_is_durable(MqttVersion version, MqttQoS qos)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false);
        await using var subscriber = await ResumeAsync(broker, version, "subscriber");
        await SubscribeAsync(subscriber, version, 2);
        await using var publisher = await ConnectAsync(broker.Test, version, "publisher");

        broker.Store.Hold();
        await publisher.SendAsync(Publish(version, "t", "x", (byte)((int)qos << 1), 5));
        Assert.Empty(await publisher.ReadToPongAsync());
        var early = await subscriber.ReadToPongAsync();
        broker.Store.LetGo();

        Assert.Equal((qos == MqttQoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec, (ushort)5), await AnswerOf(publisher));
        Assert.Equal(qos == MqttQoS.AtLeastOnce ? 1 : 0, early.Count); // QoS 2 must not be seen before it cannot be forgotten
        if (early.Count == 0) Assert.Equal(PacketType.Publish, (await subscriber.ReadAsync()).Type);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_retained_message_is_answered_when_it_is_durable(MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false);
        await using var publisher = await ConnectAsync(broker.Test, version, "publisher");

        broker.Store.Hold();
        await publisher.SendAsync(Publish(version, "t", "x", 3, 5));
        Assert.Empty(await publisher.ReadToPongAsync());
        broker.Store.LetGo();

        Assert.Equal((PacketType.PubAck, (ushort)5), await AnswerOf(publisher));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Releases_and_completions_wait_for_their_commit(MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false);
        await using var client = await ResumeAsync(broker, version, "both");
        await SubscribeAsync(client, version, 2);
        await client.SendAsync(Publish(version, "t", "x", 4, 5));
        var first = new[] { await client.ReadAsync(), await client.ReadAsync() };
        var id = Assert.Single(first, packet => packet.Type == PacketType.Publish).AsPublish(version).Id;

        broker.Store.Hold();
        await client.SendAsync(Answer(0x62, 5), Answer(0x50, id));
        Assert.Empty(await client.ReadToPongAsync());
        broker.Store.LetGo();

        Assert.Equal((PacketType.PubComp, (ushort)5), await AnswerOf(client));
        Assert.Equal((PacketType.PubRel, id), await AnswerOf(client));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_persistent_session_and_its_subscriptions_are_confirmed_when_they_are_durable(MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false);
        await using var bystander = await ConnectAsync(broker.Test, version, "bystander");
        await using var client = await DialAsync(broker.Test);
        foreach (var (request, answer) in new[]
        {
            (Connect(version, "persistent", clean: false, properties: [0x11, 0, 0, 1, 0]), PacketType.ConnAck),
            (Subscribe(version, 1, "t", 1), PacketType.SubAck),
            (Packet(0xA2, version == MqttVersion.V500 ? [0, 2, 0, .. Text("t")] : [0, 2, .. Text("t")]), PacketType.UnsubAck),
        })
        {
            broker.Store.Hold();
            await client.SendAsync(request);
            var reading = client.ReadAsync();
            Assert.Empty(await bystander.ReadToPongAsync());
            Assert.False(reading.IsCompleted);
            broker.Store.LetGo();
            Assert.Equal(answer, (await reading).Type);
        }
    }

    [Fact]
    public async Task A_message_is_answered_when_host_and_store_are_both_done()
    {
        var host = new Inbox(acknowledge: false);
        await using var broker = await StoredBroker.StartAsync(sqlite: false, options => options.HostFilters = ["#"], host);
        await using var subscriber = await ResumeAsync(broker, MqttVersion.V500, "subscriber");
        await SubscribeAsync(subscriber, MqttVersion.V500, 1);
        await using var publisher = await ConnectAsync(broker.Test, MqttVersion.V500, "publisher");

        broker.Store.Hold();
        await publisher.SendAsync(Publish(MqttVersion.V500, "t", "a", 2, 1), Publish(MqttVersion.V500, "t", "b", 2, 2));
        var (first, second) = (await host.NextAsync(), await host.NextAsync());
        second.Acknowledgement.Complete();
        first.Acknowledgement.Complete();
        Assert.Empty(await publisher.ReadToPongAsync());
        broker.Store.LetGo();
        Assert.Equal((PacketType.PubAck, (ushort)1), await AnswerOf(publisher));
        Assert.Equal((PacketType.PubAck, (ushort)2), await AnswerOf(publisher));

        await publisher.SendAsync(Publish(MqttVersion.V500, "t", "c", 2, 3));
        var third = await host.NextAsync();
        await broker.Broker.PublishAsync("t", default, MqttQoS.AtLeastOnce); // durable, and so is what came before
        Assert.Empty(await publisher.ReadToPongAsync());
        third.Acknowledgement.Complete();
        Assert.Equal((PacketType.PubAck, (ushort)3), await AnswerOf(publisher));
    }

    [Theory, MemberData(nameof(Versions.WithAnswers), MemberType = typeof(Versions))]
    public async Task A_failing_store_refuses_what_needs_it_and_nothing_else_until_it_works_again(MqttVersion version, MqttQoS qos)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false);
        await using var subscriber = await ResumeAsync(broker, version, "subscriber");
        await SubscribeAsync(subscriber, version, 2);
        await FailAsync(broker);

        var flags = (byte)((int)qos << 1);
        await using (var publisher = await ConnectAsync(broker.Test, version, "publisher"))
        {
            await publisher.SendAsync(Publish(version, "other", "needs no store", flags, 1));
            Assert.Equal((ushort)1, (await publisher.ReadAsync()).FirstNumber);
            await publisher.SendAsync(Publish(version, "t", "refused", flags, 2));
            if (version == MqttVersion.V311) Assert.Empty(await publisher.ReadToEndAsync());
            else Assert.Equal((byte)MqttReasonCode.QuotaExceeded, (await publisher.ReadAsync()).Body[2]);
        }
        Assert.Equal(1, broker.Broker.Counters.Dropped(MqttDropReason.StoreFailed));
        Assert.Equal(MqttReasonCode.QuotaExceeded, await broker.Broker.PublishAsync("t", default, qos));
        await using (var refused = await DialAsync(broker.Test))
        {
            await refused.SendAsync(Connect(version, "newcomer", clean: false, properties: [0x11, 0, 0, 1, 0]));
            var expected = version == MqttVersion.V500 ? (byte)MqttReasonCode.ServerUnavailable : (byte)3;
            Assert.Equal(expected, (await refused.ReadAsync()).Body[1]);
        }
        await subscriber.SendAsync(Subscribe(version, 9, "more", 1));
        broker.Store.Fail(false);

        Assert.Equal(version == MqttVersion.V500 ? (byte)MqttReasonCode.QuotaExceeded : (byte)0x80, (await subscriber.ReadAsync()).Body[^1]);
        await broker.Test.UntilAsync(() => broker.Store.Count(MqttStoreKind.Retained) == 1); // what was under way is there
        Assert.Equal(MqttReasonCode.Success, await broker.Broker.PublishAsync("t", "taken"u8.ToArray(), qos));
        Assert.Equal("taken", (await subscriber.ReadAsync()).AsPublish(version).Payload);
        Assert.True(broker.Broker.Counters.StoreFailures > 0);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task What_was_under_way_when_the_store_failed_is_answered_when_it_works_again(MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false);
        await using var subscriber = await ResumeAsync(broker, version, "subscriber");
        await SubscribeAsync(subscriber, version, 2);
        await using var publisher = await ConnectAsync(broker.Test, version, "publisher");
        broker.Store.Hold();
        await publisher.SendAsync(Publish(version, "t", "x", 4, 5));
        Assert.Empty(await publisher.ReadToPongAsync());
        broker.Store.Fail(true);
        broker.Store.LetGo();
        await broker.Test.UntilAsync(() => broker.Broker.Counters.StoreFailures > 0);
        Assert.Empty(await publisher.ReadToPongAsync());
        Assert.Empty(await subscriber.ReadToPongAsync());

        broker.Store.Fail(false);

        Assert.Equal((PacketType.PubRec, (ushort)5), await AnswerOf(publisher));
        Assert.Equal("x", (await subscriber.ReadAsync()).AsPublish(version).Payload);
    }

    [Fact]
    public async Task A_broker_whose_store_fails_can_be_stopped()
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false);
        broker.Store.Fail(true);
        await using var client = await DialAsync(broker.Test);
        await client.SendAsync(Connect(MqttVersion.V500, "persistent", clean: false, properties: [0x11, 0, 0, 1, 0]));
        var publishing = broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);
        await broker.Test.UntilAsync(() => broker.Broker.Counters.StoreFailures > 0);

        await broker.Broker.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True((await publishing).IsFailure());
        Assert.DoesNotContain(await client.ReadToEndAsync(), packet => packet.Body[1] == 0); // refused, or not answered at all
    }

    [Fact]
    public async Task Publishers_are_not_read_while_too_much_is_on_its_way_to_the_store()
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false, options => options.MaximumStoreBacklog = 1000);
        await using var subscriber = await ResumeAsync(broker, MqttVersion.V500, "subscriber");
        await SubscribeAsync(subscriber, MqttVersion.V500, 1);
        await using var publisher = await ConnectAsync(broker.Test, MqttVersion.V500, "publisher");
        broker.Store.Hold();
        for (ushort i = 1; i <= 20; i++) await publisher.SendAsync(Publish(MqttVersion.V500, "t", new string('x', 200), 2, i));
        await publisher.SendAsync([0xC0, 0]);
        var reading = publisher.ReadAsync();
        await subscriber.ReadAsync();
        Assert.InRange((await subscriber.ReadToPongAsync()).Count, 0, 10);
        Assert.False(reading.IsCompleted);

        broker.Store.LetGo();

        var later = new List<RawPacket> { await reading };
        while (later.Count < 21) later.Add(await publisher.ReadAsync());
        Assert.Equal(20, later.Count(packet => packet.Type == PacketType.PubAck));
    }

    /// <summary>A store that fails and whose failure has been noticed, by something retained that nobody was promised.</summary>
    private static async Task FailAsync(StoredBroker broker)
    {
        broker.Store.Fail(true);
        await broker.Broker.PublishAsync("trigger", "x"u8.ToArray(), MqttQoS.AtMostOnce, retain: true).AsTask().WaitAsync(TimeSpan.Zero).ContinueWith(_ => { });
        await broker.Test.UntilAsync(() => broker.Broker.Counters.StoreFailures > 0);
    }

    private static byte[] Answer(byte first, ushort id) => [first, 2, (byte)(id >> 8), (byte)id];

    private static async Task<(PacketType, ushort)> AnswerOf(RawClient client)
    {
        var packet = await client.ReadAsync();
        return (packet.Type, packet.FirstNumber);
    }

    private static async Task SubscribeAsync(RawClient client, MqttVersion version, byte qos)
    {
        await client.SendAsync(Subscribe(version, 1, "t", qos));
        Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);
    }

    private static async Task<RawClient> ResumeAsync(StoredBroker broker, MqttVersion version, string id)
    {
        var client = await DialAsync(broker.Test);
        await client.SendAsync(Connect(version, id, clean: false, properties: [0x11, 0, 0, 1, 0]));
        Assert.Equal(0, (await client.ReadAsync()).Body[1]);
        return client;
    }
}
