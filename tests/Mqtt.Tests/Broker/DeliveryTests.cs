using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>Which copies of a message a subscriber gets, how many at a time, and in what shape (5.0 §3.3.4, §4.8, §4.9).</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_client_gets_no_more_than_its_receive_maximum_at_a_time()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500, properties: [0x21, 0, 2]);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 2));
        await client.ReadAsync();
        for (var i = 0; i < 4; i++) await broker.Broker.PublishAsync("t", "abcd"u8.Slice(i, 1).ToArray(), MqttQoS.ExactlyOnce);
        var first = (await client.ReadToPongAsync()).Select(packet => packet.AsPublish(MqttVersion.V500)).ToList();
        Assert.Equal("ab", string.Concat(first.Select(message => message.Payload)));

        await client.SendAsync([0x50, 2, 0, (byte)first[0].Id]);
        Assert.Equal(PacketType.PubRel, Assert.Single(await client.ReadToPongAsync()).Type); // not over before PUBCOMP
        await broker.Broker.PublishAsync("t", "q"u8.ToArray()); // QoS 0 is not counted
        Assert.Equal("q", Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500).Payload);
        await client.SendAsync([0x70, 2, 0, (byte)first[0].Id]);

        Assert.Equal("c", Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500).Payload);
    }

    [Fact]
    public async Task A_failed_PUBREC_ends_the_message_and_frees_its_place()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500, properties: [0x21, 0, 1]);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 2));
        await client.ReadAsync();
        for (var i = 0; i < 2; i++) await broker.Broker.PublishAsync("t", "ab"u8.Slice(i, 1).ToArray(), MqttQoS.ExactlyOnce);
        var first = (await client.ReadAsync()).AsPublish(MqttVersion.V500);

        await client.SendAsync([0x50, 3, 0, (byte)first.Id, 0x80]);

        Assert.Equal("b", Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500).Payload);
    }

    [Fact]
    public async Task A_message_larger_than_the_client_takes_is_left_out_and_counted()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500, properties: [0x27, 0, 0, 0, 30]);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 1));
        await client.ReadAsync();

        await broker.Broker.PublishAsync("t", new byte[31], MqttQoS.AtLeastOnce);
        await broker.Broker.PublishAsync("t", "fits"u8.ToArray(), MqttQoS.AtLeastOnce);

        Assert.Equal("fits", Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500).Payload);
        Assert.Equal(1, broker.Broker.Counters.Dropped(MqttDropReason.TooLarge));
    }

    [Fact]
    public async Task Overlapping_subscriptions_give_one_copy_with_the_best_quality_and_all_identifiers()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(
            Subscribe(MqttVersion.V500, 1, "a/#", 0, [0x0B, 1]), Subscribe(MqttVersion.V500, 2, "a/+", 2, [0x0B, 0x80, 1]), Subscribe(MqttVersion.V500, 3, "a/b", 1));
        for (var i = 0; i < 3; i++) Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);

        await broker.Broker.PublishAsync("a/b", "x"u8.ToArray(), MqttQoS.ExactlyOnce);

        var message = Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500);
        Assert.Equal(MqttQoS.ExactlyOnce, message.QoS);
        Assert.Equal([1u, 128u], message.Properties.SubscriptionIdentifiers.Order());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 2, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 2, 2)]
    public async Task A_message_is_delivered_with_the_lower_of_both_qualities(byte published, byte subscribed, byte delivered)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V311);
        await client.SendAsync(Subscribe(MqttVersion.V311, 1, "t", subscribed));
        await client.ReadAsync();

        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), (MqttQoS)published);

        Assert.Equal((MqttQoS)delivered, (await client.ReadAsync()).AsPublish(MqttVersion.V311).QoS);
    }

    [Fact]
    public async Task A_new_subscription_to_the_same_filter_replaces_the_old_one()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 2, [0x0B, 1]), Subscribe(MqttVersion.V500, 2, "t", 0, [0x0B, 2]));
        await client.ReadToPongAsync();

        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce);

        var message = Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500);
        Assert.Equal(MqttQoS.AtMostOnce, message.QoS);
        Assert.Equal([2u], message.Properties.SubscriptionIdentifiers);
    }

    [Fact]
    public async Task An_ended_subscription_gives_nothing_more_and_says_whether_it_existed()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t/+", 0));
        await client.ReadAsync();

        await client.SendAsync(Packet(0xA2, [0, 2, 0, .. Text("t/+"), .. Text("t/x")]));

        Assert.Equal([0, 2, 0, 0x00, 0x11], (await client.ReadAsync()).Body);
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await broker.Broker.PublishAsync("t/x", default));
        Assert.Empty(await client.ReadToPongAsync());
    }

    [Fact]
    public async Task A_topic_alias_stands_for_its_topic_until_it_is_given_another()
    {
        var host = new Inbox();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        byte[] alias = [0x23, 0, 1];

        await client.SendAsync(
            Publish(MqttVersion.V500, "first", "1", properties: alias), Publish(MqttVersion.V500, "", "2", properties: alias),
            Publish(MqttVersion.V500, "second", "3", properties: alias), Publish(MqttVersion.V500, "", "4", properties: alias));

        Assert.Equal(["first 1", "first 2", "second 3", "second 4"], (await host.NextAsync(4)).Select(message => $"{message.Topic} {message.Payload}"));
    }

    [Fact]
    public async Task Properties_of_one_hop_are_not_handed_on_and_the_others_keep_their_order()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 0));
        await client.ReadAsync();
        byte[] handedOn = [0x01, 1, 0x26, .. Text("b"), .. Text("1"), 0x26, .. Text("a"), .. Text("2"), 0x26, .. Text("b"), .. Text("3"), 0x03, .. Text("type")];

        await client.SendAsync(Publish(MqttVersion.V500, "t", "x", properties: [0x23, 0, 1, .. handedOn]));

        Assert.Equal(handedOn, (await client.ReadAsync()).AsPublish(MqttVersion.V500).Properties.Encoded.ToArray());
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Nobody_but_the_server_publishes_to_topics_that_begin_with_a_dollar(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);
        await client.SendAsync(Subscribe(version, 1, "$x/#", 0));
        await client.ReadAsync();

        await client.SendAsync(Publish(version, "$x/y", "x", 2, 5));

        var answer = Assert.Single(await client.ReadToPongAsync());
        Assert.Equal(version == MqttVersion.V500 ? [0, 5, 0x87] : [0, 5], answer.Body);
    }

    [Fact]
    public async Task The_publisher_hears_that_nobody_subscribed_in_version_5()
    {
        await using var broker = await TestBroker.StartAsync();
        var publisher = await broker.ConnectAsync(MqttVersion.V500);

        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await publisher.PublishAsync("t", default, MqttQoS.AtLeastOnce));
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await publisher.PublishAsync("t", default, MqttQoS.ExactlyOnce));
    }

    [Fact]
    public async Task A_shared_subscription_waits_for_its_absent_member_only_when_all_are_absent()
    {
        await using var broker = await TestBroker.StartAsync();
        var here = new Inbox();
        var away = new Inbox();
        void Persist(MqttClientOptions options) => (options.CleanStart, options.SessionExpiry) = (false, TimeSpan.FromHours(1));
        var one = await broker.ConnectAsync(MqttVersion.V500, "one", here, Persist);
        var two = await broker.ConnectAsync(MqttVersion.V500, "two", away, Persist);
        foreach (var client in new[] { one, two }) await client.SubscribeAsync([new MqttSubscription("$share/g/t", MqttQoS.AtLeastOnce)]);
        await two.DisconnectAsync();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 1);

        for (var i = 0; i < 4; i++) await broker.Broker.PublishAsync("t", "present"u8.ToArray(), MqttQoS.AtLeastOnce);
        Assert.Equal(4, (await here.NextAsync(4)).Count);
        await one.DisconnectAsync();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);
        for (var i = 0; i < 4; i++) await broker.Broker.PublishAsync("t", "absent"u8.ToArray(), MqttQoS.AtLeastOnce);
        await one.ConnectAsync();
        await two.ConnectAsync();

        Assert.All(await here.NextAsync(2), message => Assert.Equal("absent", message.Payload));
        Assert.All(await away.NextAsync(2), message => Assert.Equal("absent", message.Payload));
        Assert.True(here.IsEmpty && away.IsEmpty);
    }

    [Fact]
    public async Task A_subscriber_that_does_not_read_is_bounded_and_does_not_hold_others_back()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumQueuedMessages = 50 });
        await using var stuck = await ConnectAsync(broker, MqttVersion.V311, "stuck");
        await stuck.SendAsync(Subscribe(MqttVersion.V311, 1, "t", 0));
        await stuck.ReadAsync();
        var inbox = new Inbox();
        var quick = await broker.ConnectAsync(MqttVersion.V311, "quick", inbox);
        await quick.SubscribeAsync([new MqttSubscription("t")]);
        var payload = new byte[50_000];

        for (var i = 0; broker.Broker.Counters.Dropped(MqttDropReason.QueueFull) == 0; i++)
        {
            Assert.True(i < 2000, "an unread connection takes 100 MB");
            await broker.Broker.PublishAsync("t", payload);
            Assert.Equal(payload.Length, (await inbox.NextAsync()).Payload.Length);
        }

        Assert.Equal(2, broker.Broker.Counters.Connections);
    }

    [Fact]
    public async Task A_subscriber_that_reads_again_gets_what_waited_for_it_in_order()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var slow = await ConnectAsync(broker, MqttVersion.V311, "slow");
        await slow.SendAsync(Subscribe(MqttVersion.V311, 1, "t", 0));
        await slow.ReadAsync();
        const int count = 300;
        for (var i = 0; i < count; i++)
        {
            var payload = new byte[50_000];
            payload[0] = (byte)i;
            payload[1] = (byte)(i >> 8);
            await broker.Broker.PublishAsync("t", payload);
        }

        for (var i = 0; i < count; i++)
        {
            var body = (await slow.ReadAsync()).Body;
            Assert.Equal(i, body[3] | body[4] << 8);
        }
        Assert.Equal(0, broker.Broker.Counters.Dropped(MqttDropReason.QueueFull));
    }

    [Fact]
    public async Task A_subscriber_that_leaves_its_output_unread_for_too_long_is_cut()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { SlowConsumerTimeout = TimeSpan.FromSeconds(30), MaximumQueuedMessages = 10 }, clock: clock);
        await using var stuck = await ConnectAsync(broker, MqttVersion.V311, "stuck");
        await stuck.SendAsync(Subscribe(MqttVersion.V311, 1, "t", 0));
        await stuck.ReadAsync();
        var payload = new byte[50_000];

        // Again and again: the kernel takes what it has room for, until that and the queue are full.
        await broker.UntilAsync(() =>
        {
            for (var i = 0; i < 20; i++) Assert.True(broker.Broker.PublishAsync("t", payload).IsCompletedSuccessfully);
            if (broker.Broker.Counters.Dropped(MqttDropReason.QueueFull) > 0) clock.Advance(TimeSpan.FromSeconds(31));
            return broker.Broker.Counters.Connections == 0;
        });
    }
}
