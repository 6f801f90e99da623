using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Conformance;

/// <summary>Identifiers, DUP and the exchanges of QoS 1 and 2 at the broker, in both directions (5.0 §2.2.1, §3.3, §4.3, §4.4).</summary>
public sealed class DeliveryRuleTests
{
    private const byte AtLeastOnce = 2, ExactlyOnce = 4, Duplicate = 8, Retain = 1;

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task DUP_tells_of_one_hop_only(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);
        await client.SendAsync(Subscribe(version, 1, "t", 1));
        await client.ReadAsync();

        await client.SendAsync(Publish(version, "t", "x", AtLeastOnce | Duplicate, 9));

        var message = (await client.ReadToPongAsync()).Single(packet => packet.Type == PacketType.Publish).AsPublish(version);
        Assert.Equal(("x", false), (message.Payload, message.Duplicate));
        Assert.NotEqual(0, message.Id);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task An_identifier_is_free_again_after_its_answer(MqttVersion version)
    {
        var host = new Inbox();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var client = await ConnectAsync(broker, version);

        foreach (var payload in new[] { "a", "b" })
        {
            await client.SendAsync(Publish(version, "t", payload, AtLeastOnce, 7));
            Assert.Equal((PacketType.PubAck, 7), await AnswerAsync(client));
        }
        foreach (var payload in new[] { "c", "d" })
        {
            await client.SendAsync(Publish(version, "t", payload, ExactlyOnce, 7));
            Assert.Equal((PacketType.PubRec, 7), await AnswerAsync(client));
            await client.SendAsync(Packet(0x62, 0, 7));
            Assert.Equal((PacketType.PubComp, 7), await AnswerAsync(client));
        }

        Assert.Equal("abcd", string.Concat((await host.NextAsync(4)).Select(message => message.Payload)));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task An_exactly_once_message_that_comes_again_before_its_release_is_answered_and_not_delivered(MqttVersion version)
    {
        var host = new Inbox();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var client = await ConnectAsync(broker, version);

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(Publish(version, "t", "x", (byte)(ExactlyOnce | (i > 0 ? Duplicate : 0)), 7));
            Assert.Equal((PacketType.PubRec, 7), await AnswerAsync(client));
        }

        await host.NextAsync();
        Assert.Empty(await client.ReadToPongAsync());
        Assert.True(host.IsEmpty);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_message_to_a_subscriber_goes_its_whole_way_with_one_identifier(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);
        await client.SendAsync(Subscribe(version, 1, "t", 2));
        await client.ReadAsync();

        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.ExactlyOnce);
        await broker.Broker.PublishAsync("t", "y"u8.ToArray(), MqttQoS.ExactlyOnce);

        var first = (await client.ReadAsync()).AsPublish(version);
        var second = (await client.ReadAsync()).AsPublish(version);
        Assert.True(first is { QoS: MqttQoS.ExactlyOnce, Duplicate: false, Id: > 0 } && second.Id > 0 && first.Id != second.Id);
        await client.SendAsync(Answer(0x50, first.Id), Answer(0x50, first.Id));
        for (var i = 0; i < 2; i++) Assert.Equal((PacketType.PubRel, first.Id), await AnswerAsync(client));
        await client.SendAsync(Answer(0x70, first.Id), Answer(0x50, second.Id));
        Assert.Equal((PacketType.PubRel, second.Id), await AnswerAsync(client));
        Assert.Empty(await client.ReadToPongAsync());
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_completion_without_a_receipt_ends_the_connection_and_not_the_message(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        byte[] properties = [0x11, 0, 0, 1, 0];
        var client = await ConnectAsync(broker, version, "kept", clean: false, properties: properties);
        await client.SendAsync(Subscribe(version, 1, "t", 2));
        await client.ReadAsync();
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.ExactlyOnce);
        var message = (await client.ReadAsync()).AsPublish(version);

        await client.SendAsync(Answer(0x70, message.Id));

        var end = await client.ReadToEndAsync();
        if (version == MqttVersion.V500) Assert.Equal("Disconnect 0 82", Assert.Single(end).ToString());
        else Assert.Empty(end);
        await using var again = await ConnectAsync(broker, version, "kept", clean: false, properties: properties);
        Assert.Equal(message.Id, Assert.Single(await again.ReadToPongAsync()).AsPublish(version).Id);
    }

    [Theory]
    [InlineData(0x40, 1)]
    [InlineData(0x50, 2)]
    public async Task A_message_that_the_subscriber_refused_does_not_come_again(byte answer, byte qos)
    {
        await using var broker = await TestBroker.StartAsync();
        byte[] properties = [0x11, 0, 0, 1, 0];
        var client = await ConnectAsync(broker, MqttVersion.V500, "kept", clean: false, properties: properties);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", qos));
        await client.ReadAsync();
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), (MqttQoS)qos);
        var message = (await client.ReadAsync()).AsPublish(MqttVersion.V500);

        await client.SendAsync([answer, 3, 0, (byte)message.Id, 0x99]);
        Assert.Empty(await client.ReadToPongAsync());
        client.Cut();

        await using var again = await ConnectAsync(broker, MqttVersion.V500, "kept", clean: false, properties: properties);
        Assert.Empty(await again.ReadToPongAsync());
    }

    [Fact]
    public async Task What_has_begun_to_be_delivered_does_not_expire()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(clock: clock);
        byte[] properties = [0x11, 0, 0, 1, 0];
        var client = await ConnectAsync(broker, MqttVersion.V500, "kept", clean: false, properties: properties);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 2));
        await client.ReadAsync();
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.ExactlyOnce, false, new MqttMessageProperties { MessageExpiry = TimeSpan.FromSeconds(5) });
        var first = (await client.ReadAsync()).AsPublish(MqttVersion.V500);
        client.Cut();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);

        clock.Advance(TimeSpan.FromSeconds(10));

        await using var again = await ConnectAsync(broker, MqttVersion.V500, "kept", clean: false, properties: properties);
        var second = (await again.ReadAsync()).AsPublish(MqttVersion.V500);
        Assert.Equal((first.Id, true), (second.Id, second.Duplicate));
        await again.SendAsync(Answer(0x50, second.Id));
        Assert.Equal((PacketType.PubRel, second.Id), await AnswerAsync(again));
    }

    [Fact]
    public async Task An_exchange_goes_on_when_its_message_has_expired()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(clock: clock);
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Publish(MqttVersion.V500, "t", "x", ExactlyOnce, 7, [0x02, 0, 0, 0, 1]));
        Assert.Equal((PacketType.PubRec, 7), await AnswerAsync(client));

        clock.Advance(TimeSpan.FromSeconds(10));

        await client.SendAsync(Packet(0x62, 0, 7));
        Assert.Equal("PubComp 0 0007", (await client.ReadAsync()).ToString());
    }

    [Fact]
    public async Task A_full_window_holds_up_nothing_but_messages()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500, properties: [0x21, 0, 1]);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 1));
        await client.ReadAsync();
        for (var i = 0; i < 3; i++) await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce);
        Assert.Equal(PacketType.Publish, (await client.ReadAsync()).Type);

        await client.SendAsync(Subscribe(MqttVersion.V500, 2, "other", 1), Publish(MqttVersion.V500, "nobody", "x", AtLeastOnce, 3), Packet(0xA2, [0, 4, 0, .. Text("other")]));

        Assert.Equal([PacketType.SubAck, PacketType.PubAck, PacketType.UnsubAck], (await client.ReadToPongAsync()).Select(packet => packet.Type));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_message_that_is_not_to_be_retained_leaves_the_retained_one_alone(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);

        await client.SendAsync(Publish(version, "t", "kept", Retain), Publish(version, "t", "live"), Publish(version, "t", ""), Subscribe(version, 1, "t", 0));

        Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);
        var message = Assert.Single(await client.ReadToPongAsync()).AsPublish(version);
        Assert.Equal(("kept", true), (message.Payload, message.Retain));
    }

    [Fact]
    public async Task Every_alias_up_to_the_maximum_is_taken_and_none_outlives_its_connection()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { TopicAliasMaximum = 5 });
        await using var listener = await ConnectAsync(broker, MqttVersion.V500, "listener");
        await listener.SendAsync(Subscribe(MqttVersion.V500, 1, "#", 0));
        await listener.ReadAsync();
        var client = await ConnectAsync(broker, MqttVersion.V500, "same", clean: false, properties: [0x11, 0, 0, 1, 0]);

        for (byte alias = 1; alias <= 5; alias++) await client.SendAsync(Publish(MqttVersion.V500, $"t{alias}", "x", properties: [0x23, 0, alias]));
        for (byte alias = 1; alias <= 5; alias++) await client.SendAsync(Publish(MqttVersion.V500, "", "y", properties: [0x23, 0, alias]));

        var topics = new List<string>();
        for (var i = 0; i < 10; i++) topics.Add((await listener.ReadAsync()).AsPublish(MqttVersion.V500).Topic);
        Assert.Equal(["t1", "t2", "t3", "t4", "t5", "t1", "t2", "t3", "t4", "t5"], topics);
        client.Cut();

        await using var again = await ConnectAsync(broker, MqttVersion.V500, "same", clean: false, properties: [0x11, 0, 0, 1, 0]);
        await again.SendAsync(Publish(MqttVersion.V500, "", "z", properties: [0x23, 0, 1]));
        Assert.Equal("Disconnect 0 82", Assert.Single(await again.ReadToEndAsync()).ToString());
    }

    private static async Task<(PacketType, ushort)> AnswerAsync(RawClient client)
    {
        var packet = await client.ReadAsync();
        return (packet.Type, packet.FirstNumber);
    }

    private static byte[] Answer(byte type, ushort id) => [type, 2, (byte)(id >> 8), (byte)id];
}
