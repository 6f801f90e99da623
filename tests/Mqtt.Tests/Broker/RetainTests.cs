using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>Retained messages and the subscription options that concern them (5.0 §3.3.1.3, §3.8.3.1).</summary>
public sealed class RetainTests
{
    private const byte RetainFlag = 1;
    private const byte NoLocal = 4;
    private const byte RetainAsPublished = 8;
    private const byte OnlyIfNew = 0x10;
    private const byte Never = 0x20;

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_late_subscriber_gets_the_last_retained_message_of_each_topic(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);
        await client.SendAsync(
            Publish(version, "s/a", "old", RetainFlag), Publish(version, "s/a", "new", RetainFlag), Publish(version, "s/b", "gone", RetainFlag),
            Publish(version, "s/b", "", RetainFlag), Publish(version, "s/c", "never kept"), Publish(version, "s/d", "one", RetainFlag | 2, 9));
        Assert.Equal(PacketType.PubAck, (await client.ReadAsync()).Type);

        await client.SendAsync(Subscribe(version, 1, "s/#", 1));

        Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);
        var messages = (await client.ReadToPongAsync()).Select(packet => packet.AsPublish(version)).ToList();
        Assert.Equal(
            [("s/a", "new", MqttQoS.AtMostOnce), ("s/d", "one", MqttQoS.AtLeastOnce)],
            messages.Select(message => (message.Topic, message.Payload, message.QoS)).Order());
        Assert.All(messages, message => Assert.True(message.Retain));
        Assert.Equal(2, broker.Broker.Counters.Retained);
    }

    [Theory]
    [InlineData(MqttVersion.V311, 0, false)]
    [InlineData(MqttVersion.V500, 0, false)]
    [InlineData(MqttVersion.V500, RetainAsPublished, true)]
    public async Task The_retain_flag_of_a_live_message_is_kept_only_as_published(MqttVersion version, byte options, bool expected)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);
        await client.SendAsync(Subscribe(version, 1, "t", options));
        await client.ReadAsync();

        await client.SendAsync(Publish(version, "t", "x", RetainFlag));

        Assert.Equal(expected, (await client.ReadAsync()).AsPublish(version).Retain);
    }

    [Fact]
    public async Task Retain_handling_decides_which_subscribe_brings_the_message()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), retain: true);
        await using var client = await ConnectAsync(broker, MqttVersion.V500);

        Assert.Equal(0, await SubscribeAndCountAsync(client, Never));
        Assert.Equal(0, await SubscribeAndCountAsync(client, OnlyIfNew)); // not new any more
        Assert.Equal(1, await SubscribeAndCountAsync(client, 0));
        Assert.Equal(1, await SubscribeAndCountAsync(client, 0));
        await client.SendAsync(Packet(0xA2, [0, 9, 0, .. Text("t")]));
        Assert.Equal(PacketType.UnsubAck, (await client.ReadAsync()).Type);
        Assert.Equal(1, await SubscribeAndCountAsync(client, OnlyIfNew));
    }

    [Fact]
    public async Task A_client_does_not_hear_itself_when_it_asks_so()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", NoLocal));
        await client.ReadAsync();

        await client.SendAsync(Publish(MqttVersion.V500, "t", "own"));
        await broker.Broker.PublishAsync("t", "other"u8.ToArray());

        Assert.Equal("other", Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500).Payload);
    }

    [Fact]
    public async Task A_retained_message_that_expired_is_not_given_and_not_kept()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(clock: clock);
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtMostOnce, true, new MqttMessageProperties { MessageExpiry = TimeSpan.FromSeconds(10) });
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        clock.Advance(TimeSpan.FromSeconds(4));
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 0));
        await client.ReadAsync();
        Assert.Equal(TimeSpan.FromSeconds(6), Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500).Properties.MessageExpiry);

        clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(0, await SubscribeAndCountAsync(client, 0));
        Assert.Equal(0, broker.Broker.Counters.Retained);
    }

    [Fact]
    public async Task Retained_messages_are_bounded_and_what_is_not_kept_is_counted()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumRetainedMessages = 2 });
        foreach (var topic in new[] { "a", "b", "c", "a" }) await broker.Broker.PublishAsync(topic, "x"u8.ToArray(), retain: true);

        Assert.Equal(2, broker.Broker.Counters.Retained);
        Assert.Equal(1, broker.Broker.Counters.Dropped(MqttDropReason.RetainedFull));
    }

    [Fact]
    public async Task The_bytes_of_retained_messages_are_bounded_and_given_back_when_one_goes()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumRetainedBytes = 3000 });
        async Task KeepAsync(string topic, int size) => await broker.Broker.PublishAsync(topic, new byte[size], retain: true);

        await KeepAsync("a", 2000);
        await KeepAsync("b", 2000); // no room beside the first
        await KeepAsync("a", 500); // in its place
        await KeepAsync("b", 2000);
        Assert.Equal(1, broker.Broker.Counters.Dropped(MqttDropReason.RetainedFull));
        await KeepAsync("b", 0);
        await KeepAsync("c", 2000);

        Assert.Equal(2, broker.Broker.Counters.Retained);
        Assert.Equal(1, broker.Broker.Counters.Dropped(MqttDropReason.RetainedFull));
    }

    [Fact]
    public async Task A_shared_subscription_gets_no_retained_messages()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), retain: true);
        await using var client = await ConnectAsync(broker, MqttVersion.V500);

        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "$share/g/t", 0));

        Assert.Equal(PacketType.SubAck, Assert.Single(await client.ReadToPongAsync()).Type);
    }

    private static async Task<int> SubscribeAndCountAsync(RawClient client, byte options)
    {
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", options));
        Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);
        return (await client.ReadToPongAsync()).Count;
    }
}
