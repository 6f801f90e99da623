using System.Text;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Flow;

/// <summary>Topic aliases that this library sends (5.0 §3.3.2.3.4), in both directions.</summary>
public sealed class TopicAliasTests
{
    private const string Topic = "devices/greenhouse/data";

    public static TheoryData<MqttQoS> EveryQoS => [MqttQoS.AtMostOnce, MqttQoS.AtLeastOnce, MqttQoS.ExactlyOnce];

    [Fact]
    public async Task The_broker_sends_a_number_in_place_of_a_topic_that_comes_again_when_the_client_allows_it()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500, properties: [(byte)PropertyId.TopicAliasMaximum, 0, 1]);
        await SubscribeAsync(client);

        for (var i = 0; i < 4; i++) await broker.Broker.PublishAsync(Topic, "x"u8.ToArray());

        var packets = await ReadPublishesAsync(client, 4);
        Assert.Equal([(Topic, 1), ("", 1), ("", 1), ("", 1)], packets);
    }

    [Fact]
    public async Task The_broker_sends_no_alias_when_the_client_allows_none()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await SubscribeAsync(client);

        for (var i = 0; i < 4; i++) await broker.Broker.PublishAsync(Topic, "x"u8.ToArray());

        Assert.All(await ReadPublishesAsync(client, 4), packet => Assert.Equal((Topic, 0), packet));
    }

    [Fact]
    public async Task The_broker_uses_no_more_aliases_than_the_client_allows()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500, properties: [(byte)PropertyId.TopicAliasMaximum, 0, 3]);
        await SubscribeAsync(client);

        for (var i = 0; i < 200; i++) await broker.Broker.PublishAsync($"devices/board-{i % 20}/data", "x"u8.ToArray());

        Assert.All(await ReadPublishesAsync(client, 200), packet => Assert.InRange(packet.Alias, 0, 3));
    }

    [Theory, MemberData(nameof(EveryQoS))]
    public async Task Subscribers_see_the_right_topics_when_both_ends_use_aliases(MqttQoS qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var inbox = new Inbox();
        await using var subscriber = await broker.ConnectAsync(MqttVersion.V500, "s", inbox, options => options.TopicAliasMaximum = 5);
        await subscriber.SubscribeAsync([new MqttSubscription("#", qos)]);
        await using var publisher = await broker.ConnectAsync(MqttVersion.V500, "p", null, options => options.SendTopicAliasMaximum = 7);
        var expected = Enumerable.Range(0, 500).Select(i => (Topic: $"devices/board-{i * 7919 % 13}/data", Payload: $"{i}")).ToList();

        await Task.WhenAll(expected.Select(message => publisher.PublishAsync(message.Topic, Encoding.UTF8.GetBytes(message.Payload), qos).AsTask()));

        var received = await inbox.NextAsync(500);
        Assert.Equal(expected, received.Select(message => (message.Topic, message.Payload)));
    }

    [Theory, MemberData(nameof(EveryQoS))]
    public async Task The_client_sends_a_number_in_place_of_a_topic_that_comes_again_when_it_is_told_to(MqttQoS qos)
    {
        var seen = new List<(string, bool)>();
        var host = new Inbox();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"], TopicAliasMaximum = 1 }, host);
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "p", null, options => options.SendTopicAliasMaximum = 9);

        for (var i = 0; i < 4; i++) await client.PublishAsync(Topic, "x"u8.ToArray(), qos);

        foreach (var message in await host.NextAsync(4)) seen.Add((message.Topic, message.Properties.Contains((byte)PropertyId.TopicAlias)));
        Assert.Equal([(Topic, true), (Topic, true), (Topic, true), (Topic, true)], seen);
    }

    [Fact]
    public async Task A_publish_that_is_sent_again_over_a_new_connection_brings_its_topic()
    {
        var host = new Inbox(acknowledge: false);
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "p", null, options =>
        {
            (options.CleanStart, options.SessionExpiry, options.SendTopicAliasMaximum) = (false, TimeSpan.FromHours(1), 9);
        });
        var publishing = Enumerable.Range(0, 3).Select(i => client.PublishAsync(Topic, "x"u8.ToArray(), MqttQoS.AtLeastOnce).AsTask()).ToList();
        await host.NextAsync(3);

        client.Abort();
        await client.Closed;
        await client.ConnectAsync();

        foreach (var message in await host.NextAsync(3))
        {
            Assert.Equal((Topic, true), (message.Topic, message.Duplicate));
            message.Acknowledgement.Complete();
        }
        Assert.All(await Task.WhenAll(publishing), reason => Assert.False(reason.IsFailure()));
    }

    [Fact]
    public async Task A_message_that_just_fits_is_sent_without_an_alias_that_would_make_it_too_large()
    {
        const byte limit = 60;
        var payload = new string('x', limit - 2 - 2 - Topic.Length - 1);
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(
            broker, MqttVersion.V500, properties: [(byte)PropertyId.TopicAliasMaximum, 0, 1, (byte)PropertyId.MaximumPacketSize, 0, 0, 0, limit]);
        await SubscribeAsync(client);

        for (var i = 0; i < 3; i++) await broker.Broker.PublishAsync(Topic, Encoding.UTF8.GetBytes(payload));

        Assert.All(await ReadPublishesAsync(client, 3), packet => Assert.Equal((Topic, 0), packet));
    }

    [Fact]
    public void A_topic_that_stands_in_the_table_stays_while_it_is_used()
    {
        var aliases = new OutgoingAliasTable();
        Assert.Equal(("devices/a/data", 1), aliases.Send("devices/a/data"));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(("devices/b/data", 0), aliases.Send("devices/b/data"));
            Assert.Equal(("", 1), aliases.Send("devices/a/data"));
        }

        aliases.Send("devices/b/data");
        Assert.Equal(("devices/b/data", 1), aliases.Send("devices/b/data"));
        Assert.Equal(("", 1), aliases.Send("devices/b/data"));
    }

    private static async Task SubscribeAsync(RawClient client)
    {
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "#", 0));
        Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);
    }

    private static async Task<List<(string Topic, int Alias)>> ReadPublishesAsync(RawClient client, int count)
    {
        var packets = new List<(string, int)>();
        while (packets.Count < count)
        {
            var packet = await client.ReadAsync();
            Assert.Equal(MqttReasonCode.Success, PublishPacket.Decode(packet.Body, packet.Flags, MqttVersion.V500, out var publish));
            packets.Add((Encoding.UTF8.GetString(packet.Body[publish.Topic]), publish.TopicAlias));
        }
        return packets;
    }

    /// <summary>A table with one place.</summary>
    private sealed class OutgoingAliasTable
    {
        private readonly Mqtt.Flow.OutgoingAliases _aliases = new(1);

        public (string Topic, int Alias) Send(string topic)
        {
            var packet = new OutgoingPublish { Version = MqttVersion.V500, Topic = Encoding.UTF8.GetBytes(topic) };
            _aliases.Apply(ref packet);
            return (Encoding.UTF8.GetString(packet.Topic), packet.TopicAlias);
        }
    }
}
