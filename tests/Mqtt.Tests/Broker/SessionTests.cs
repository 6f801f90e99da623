using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>What a session keeps, for how long, and who has it (5.0 §3.1.2.4, §3.1.2.11.2, §4.1, §4.4).</summary>
public sealed class SessionTests
{
    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_second_connection_of_a_client_takes_the_first_ones_place(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var first = await ConnectAsync(broker, version, "same");
        await using var second = await ConnectAsync(broker, version, "same");

        var end = await first.ReadToEndAsync();

        if (version == MqttVersion.V500) Assert.Equal((byte)MqttReasonCode.SessionTakenOver, Assert.Single(end).Body[0]);
        else Assert.Empty(end);
        Assert.Empty(await second.ReadToPongAsync());
        Assert.Equal(1, broker.Broker.Counters.Sessions);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Unacknowledged_messages_come_again_in_order_with_their_identifiers(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await PersistentAsync(broker, version);
        await client.SendAsync(Subscribe(version, 1, "t/#", 2));
        await client.ReadAsync();
        for (var i = 0; i < 6; i++) await broker.Broker.PublishAsync("t/x", "abcdef"u8.Slice(i, 1).ToArray(), i % 2 == 0 ? MqttQoS.AtLeastOnce : MqttQoS.ExactlyOnce);
        var sent = new List<(string Topic, string Payload, MqttQoS QoS, bool Retain, bool Duplicate, ushort Id, MqttPropertyList Properties)>();
        for (var i = 0; i < 6; i++) sent.Add((await client.ReadAsync()).AsPublish(version));
        Assert.Equal("abcdef", string.Concat(sent.Select(message => message.Payload)));
        await client.SendAsync(Answer(0x40, sent[2].Id), Answer(0x50, sent[1].Id)); // c is done; b is received
        Assert.Equal(PacketType.PubRel, (await client.ReadAsync()).Type);
        client.Cut();

        await using var again = await PersistentAsync(broker, version, expectSession: true);
        var release = await again.ReadAsync();
        Assert.Equal((PacketType.PubRel, sent[1].Id), (release.Type, release.FirstNumber));
        foreach (var expected in new[] { sent[0], sent[3], sent[4], sent[5] })
        {
            var message = (await again.ReadAsync()).AsPublish(version);
            Assert.Equal((expected.Payload, expected.QoS, expected.Id, true), (message.Payload, message.QoS, message.Id, message.Duplicate));
        }
        Assert.Empty(await again.ReadToPongAsync());
    }

    [Fact]
    public async Task A_resumed_session_keeps_to_a_smaller_receive_maximum()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await PersistentAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 1));
        await client.ReadAsync();
        for (var i = 0; i < 5; i++) await broker.Broker.PublishAsync("t", "abcde"u8.Slice(i, 1).ToArray(), MqttQoS.AtLeastOnce);
        for (var i = 0; i < 5; i++) await client.ReadAsync();
        client.Cut();

        await using var again = await ConnectAsync(broker, MqttVersion.V500, "persistent", clean: false, properties: [0x11, 0, 0, 1, 0, 0x21, 0, 2]);
        var order = "";
        for (var i = 0; i < 5; i += 2)
        {
            var round = (await again.ReadToPongAsync()).Select(packet => packet.AsPublish(MqttVersion.V500)).ToList();
            Assert.Equal(i == 4 ? 1 : 2, round.Count);
            order += string.Concat(round.Select(message => message.Payload));
            await again.SendAsync([.. round.Select(message => Answer(0x40, message.Id))]);
        }
        Assert.Equal("abcde", order);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_clean_start_throws_the_session_away(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var first = await PersistentAsync(broker, version);
        await first.SendAsync(Subscribe(version, 1, "t", 1));
        await first.ReadAsync();

        await using var second = await ConnectAsync(broker, version, "persistent", clean: true);
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce);

        Assert.Empty(await second.ReadToPongAsync());
    }

    [Fact]
    public async Task A_session_ends_when_its_expiry_has_passed()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(clock: clock);
        var client = await ConnectAsync(broker, MqttVersion.V500, "short", clean: false, properties: [0x11, 0, 0, 0, 60]);
        await client.SendAsync([0xE0, 0]);
        await client.ReadToEndAsync();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, broker.Broker.Counters.Sessions);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(0, broker.Broker.Counters.Sessions);
    }

    [Fact]
    public async Task DISCONNECT_may_change_the_expiry()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await PersistentAsync(broker, MqttVersion.V500);

        await client.SendAsync(Packet(0xE0, 0, 5, 0x11, 0, 0, 0, 0));
        await client.ReadToEndAsync();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);

        Assert.Equal(0, broker.Broker.Counters.Sessions);
    }

    [Fact]
    public async Task A_longer_expiry_than_allowed_is_cut_and_the_client_is_told()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumSessionExpiry = TimeSpan.FromSeconds(100) });
        var client = broker.Client(MqttVersion.V500, "greedy", more: options => (options.CleanStart, options.SessionExpiry) = (false, TimeSpan.FromDays(1)));

        var result = await client.ConnectAsync();

        Assert.Equal(TimeSpan.FromSeconds(100), result.SessionExpiry);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task The_queue_of_an_absent_client_is_bounded_and_what_is_dropped_is_counted(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumQueuedMessages = 3 });
        var client = await PersistentAsync(broker, version);
        await client.SendAsync(Subscribe(version, 1, "t", 1));
        await client.ReadAsync();
        client.Cut();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);

        for (var i = 0; i < 5; i++) await broker.Broker.PublishAsync("t", "abcde"u8.Slice(i, 1).ToArray(), MqttQoS.AtLeastOnce);
        await broker.Broker.PublishAsync("t", "q"u8.ToArray(), MqttQoS.AtMostOnce);

        Assert.Equal(2, broker.Broker.Counters.Dropped(MqttDropReason.QueueFull));
        Assert.Equal(1, broker.Broker.Counters.Dropped(MqttDropReason.Offline));
        await using var again = await PersistentAsync(broker, version, expectSession: true);
        Assert.Equal("abc", string.Concat((await again.ReadToPongAsync()).Select(packet => packet.AsPublish(version).Payload)));
    }

    [Fact]
    public async Task A_message_that_expires_in_the_queue_is_not_delivered_and_a_living_one_tells_what_is_left()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(clock: clock);
        var client = await PersistentAsync(broker, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 1));
        await client.ReadAsync();
        client.Cut();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);
        foreach (var seconds in new[] { 10, 100 })
        {
            await broker.Broker.PublishAsync("t", default, MqttQoS.AtLeastOnce, false, new MqttMessageProperties { MessageExpiry = TimeSpan.FromSeconds(seconds) });
        }

        clock.Advance(TimeSpan.FromSeconds(30));
        await using var again = await PersistentAsync(broker, MqttVersion.V500, expectSession: true);

        var message = Assert.Single(await again.ReadToPongAsync()).AsPublish(MqttVersion.V500);
        Assert.Equal(TimeSpan.FromSeconds(70), message.Properties.MessageExpiry);
        Assert.Equal(1, broker.Broker.Counters.Dropped(MqttDropReason.Expired));
    }

    [Fact]
    public async Task An_empty_identifier_gets_one_assigned_in_version_5()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync(MqttVersion.V500);
        var other = broker.Client(MqttVersion.V500);

        var result = await other.ConnectAsync();

        Assert.StartsWith("nf-", result.ClientId, StringComparison.Ordinal);
        Assert.True(client.IsConnected);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_silent_client_is_dropped_after_one_and_a_half_keep_alives(MqttVersion version)
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(clock: clock);
        await using var client = await ConnectAsync(broker, version, keepAlive: 10);

        clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Empty(await client.ReadToPongAsync());
        clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Empty(await client.ReadToPongAsync());
        await broker.UntilAsync(() => // a busy broker may not be back at its socket yet, and its clients are not silent for that
        {
            clock.Advance(TimeSpan.FromSeconds(16));
            return broker.Broker.Counters.Connections == 0;
        });

        var end = await client.ReadToEndAsync();
        if (version == MqttVersion.V500) Assert.Equal((byte)MqttReasonCode.KeepAliveTimeout, Assert.Single(end).Body[0]);
        else Assert.Empty(end);
    }

    [Fact]
    public async Task The_brokers_keep_alive_replaces_a_longer_one_in_version_5()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumKeepAlive = TimeSpan.FromSeconds(30) });
        var client = broker.Client(MqttVersion.V500, "c", more: options => options.KeepAlive = TimeSpan.FromSeconds(600));

        Assert.Equal(TimeSpan.FromSeconds(30), (await client.ConnectAsync()).KeepAlive);
    }

    [Fact]
    public async Task The_client_keeps_a_quiet_connection_alive()
    {
        await using var broker = await TestBroker.StartAsync();
        var clock = new ManualClock();
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, KeepAlive = TimeSpan.FromSeconds(10) }, null, clock);
        await client.ConnectAsync();

        for (var i = 0; i < 10; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await client.PublishAsync("t", default, MqttQoS.AtLeastOnce); // its answer comes after that to the PINGREQ
        }

        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task The_client_gives_up_a_connection_that_does_not_answer()
    {
        await using var broker = await TestBroker.StartAsync();
        var clock = new ManualClock();
        var cut = new CuttableTransport();
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, KeepAlive = TimeSpan.FromSeconds(10), ConnectTransport = cut.ConnectAsync }, null, clock);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("t")]); // the reading loop runs
        cut.SwallowWrites = true;

        clock.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(MqttReasonCode.KeepAliveTimeout, (await client.Closed).Reason);
    }

    private static byte[] Answer(byte first, ushort id) => [first, 2, (byte)(id >> 8), (byte)id];

    private static async Task<RawClient> PersistentAsync(TestBroker broker, MqttVersion version, bool expectSession = false)
    {
        var client = await DialAsync(broker);
        await client.SendAsync(Connect(version, "persistent", clean: false, properties: [0x11, 0, 0, 1, 0]));
        var answer = await client.ReadAsync();
        Assert.Equal((PacketType.ConnAck, expectSession ? (byte)1 : (byte)0, (byte)0), (answer.Type, answer.Body[0], answer.Body[1]));
        return client;
    }
}
