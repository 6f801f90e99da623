using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Conformance;

/// <summary>SUBSCRIBE, UNSUBSCRIBE, the comparison of topics and shared subscriptions (5.0 §3.8 to §3.11, §4.7, §4.8).</summary>
public sealed class SubscriptionRuleTests
{
    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Several_filters_get_one_answer_with_a_reason_each_in_their_order(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { AuthorizeSubscribe = (_, filter, _) => filter == "no" ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success });
        await using var client = await ConnectAsync(broker, version);
        byte[] none = version == MqttVersion.V500 ? [0] : [];

        await client.SendAsync(Packet(0x82, [1, 2, .. none, .. Text("a"), 2, .. Text("no"), 1, .. Text("b"), 1, .. Text("a"), 0]));
        await client.SendAsync(Packet(0xA2, [1, 3, .. none, .. Text("b"), .. Text("c"), .. Text("a")]));

        byte refused = version == MqttVersion.V500 ? (byte)0x87 : (byte)0x80;
        Assert.Equal([1, 2, .. none, 2, refused, 1, 0], (await client.ReadAsync()).Body);
        Assert.Equal(version == MqttVersion.V500 ? [1, 3, 0, 0, 0x11, 0] : [1, 3], (await client.ReadAsync()).Body);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task What_is_under_way_when_a_subscription_ends_is_delivered_to_its_end(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        byte[] properties = [0x11, 0, 0, 1, 0];
        var client = await ConnectAsync(broker, version, "kept", clean: false, properties: properties);
        await client.SendAsync(Subscribe(version, 1, "t", 1));
        await client.ReadAsync();
        await broker.Broker.PublishAsync("t", "begun"u8.ToArray(), MqttQoS.AtLeastOnce);
        await client.ReadAsync();

        await client.SendAsync(Packet(0xA2, version == MqttVersion.V500 ? [0, 2, 0, .. Text("t")] : [0, 2, .. Text("t")]));
        Assert.Equal(PacketType.UnsubAck, (await client.ReadAsync()).Type);
        await broker.Broker.PublishAsync("t", "too late"u8.ToArray(), MqttQoS.AtLeastOnce);
        client.Cut();

        await using var again = await ConnectAsync(broker, version, "kept", clean: false, properties: properties);
        var message = Assert.Single(await again.ReadToPongAsync()).AsPublish(version);
        Assert.Equal(("begun", true), (message.Payload, message.Duplicate));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Topics_are_compared_as_they_are_written(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);
        string[] topics = ["a", "A", "a/", "/a", " a", "\u00E9", "e\u0301", "\uFEFFa", "\u212B", "\u00C5", "\uFFFD"];
        for (var i = 0; i < topics.Length; i++)
        {
            await client.SendAsync(Subscribe(version, (ushort)(i + 1), topics[i], 0));
            Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);
        }

        foreach (var topic in topics) await client.SendAsync(Publish(version, topic, "x"));

        Assert.Equal(topics, (await client.ReadToPongAsync()).Select(packet => packet.AsPublish(version).Topic));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Messages_reach_a_subscriber_in_the_order_in_which_they_were_published(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);
        await client.SendAsync(Subscribe(version, 1, "+/t", 2));
        await client.ReadAsync();

        for (var i = 0; i < 60; i++) await broker.Broker.PublishAsync($"{i % 2}/t", new[] { (byte)i }, (MqttQoS)(i % 3));

        var got = new List<(MqttQoS QoS, byte Number)>();
        while (got.Count < 60)
        {
            var message = await client.ReadAsync();
            if (message.Type != PacketType.Publish) continue;
            var publish = message.AsPublish(version);
            got.Add((publish.QoS, (byte)publish.Payload[0]));
            if (publish.QoS != MqttQoS.AtMostOnce) await client.SendAsync([publish.QoS == MqttQoS.AtLeastOnce ? (byte)0x40 : (byte)0x50, 2, 0, (byte)publish.Id]);
        }
        foreach (var qos in got.GroupBy(message => message.QoS)) Assert.Equal(qos.Select(message => message.Number).Order(), qos.Select(message => message.Number));
    }

    [Fact]
    public async Task A_shared_message_goes_with_the_quality_of_the_member_that_gets_it()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "$share/g/t", 1));
        await client.ReadAsync();

        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.ExactlyOnce);

        Assert.Equal(MqttQoS.AtLeastOnce, (await client.ReadAsync()).AsPublish(MqttVersion.V500).QoS);
    }

    [Fact]
    public async Task A_single_copy_names_every_subscription_however_many_there_are()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        for (byte i = 0; i < 40; i++)
        {
            var filter = string.Join('/', "abcdef".Select((level, place) => (i >> place & 1) == 1 ? '+' : level));
            await client.SendAsync(Subscribe(MqttVersion.V500, (ushort)(i + 1), filter, 0, [0x0B, (byte)(i + 1)]));
            await client.ReadAsync();
        }

        await broker.Broker.PublishAsync("a/b/c/d/e/f", "x"u8.ToArray());

        var message = Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500);
        Assert.Equal(Enumerable.Range(1, 40), message.Properties.SubscriptionIdentifiers.Select(identifier => (int)identifier).Order());
    }

    [Fact]
    public async Task Each_of_several_copies_has_the_identifier_of_its_own_subscription()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 0, [0x0B, 5]), Subscribe(MqttVersion.V500, 2, "$share/g/t", 0, [0x0B, 6]));
        for (var i = 0; i < 2; i++) await client.ReadAsync();

        await broker.Broker.PublishAsync("t", "x"u8.ToArray());

        var copies = (await client.ReadToPongAsync()).Select(packet => Assert.Single(packet.AsPublish(MqttVersion.V500).Properties.SubscriptionIdentifiers));
        Assert.Equal([5u, 6u], copies.Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shared_message_that_one_member_has_begun_to_get_is_nobody_elses(bool refuses)
    {
        await using var broker = await TestBroker.StartAsync();
        byte[] properties = [0x11, 0, 0, 1, 0];
        var first = await ConnectAsync(broker, MqttVersion.V500, "first", clean: false, properties: properties);
        await first.SendAsync(Subscribe(MqttVersion.V500, 1, "$share/g/t", 2));
        await first.ReadAsync();
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.ExactlyOnce);
        var message = (await first.ReadAsync()).AsPublish(MqttVersion.V500);
        await using var second = await ConnectAsync(broker, MqttVersion.V500, "second");
        await second.SendAsync(Subscribe(MqttVersion.V500, 1, "$share/g/t", 2));
        await second.ReadAsync();

        if (refuses) await first.SendAsync([0x50, 3, 0, (byte)message.Id, 0x97]);
        Assert.Empty(await first.ReadToPongAsync());
        first.Cut();

        Assert.Empty(await second.ReadToPongAsync());
        await using var again = await ConnectAsync(broker, MqttVersion.V500, "first", clean: false, properties: properties);
        Assert.Equal(refuses ? 0 : 1, (await again.ReadToPongAsync()).Count);
        await again.SendAsync([0xE0, 7, 0, 5, 0x11, 0, 0, 0, 0]); // its session ends
        Assert.Empty(await again.ReadToEndAsync());
        Assert.Empty(await second.ReadToPongAsync());
    }
}
