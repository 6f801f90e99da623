using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Persistence;

/// <summary>What a broker with a store still knows after its process died (5.0 §4.1: session state must be kept for as long as the session lasts).</summary>
public sealed class RestartTests
{
    private static readonly byte[] HundredSeconds = [0x11, 0, 0, 0, 100];

    [Theory, MemberData(nameof(TestStore.KindsAndVersions), MemberType = typeof(TestStore))]
    public async Task Messages_for_an_absent_client_wait_through_a_crash_in_their_order(bool sqlite, MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite);
        await SubscribeAndLeaveAsync(broker, version, "t/#", 2);
        for (var i = 0; i < 5; i++) await broker.Broker.PublishAsync("t/x", "abcde"u8.Slice(i, 1).ToArray(), i % 2 == 0 ? MqttQoS.AtLeastOnce : MqttQoS.ExactlyOnce);

        await broker.CrashAsync();
        await using var client = await ResumeAsync(broker, version);

        var messages = (await client.ReadToPongAsync()).Select(packet => packet.AsPublish(version)).ToList();
        Assert.Equal("abcde", string.Concat(messages.Select(message => message.Payload)));
        Assert.Equal([1, 2, 1, 2, 1], messages.Select(message => (int)message.QoS));
        Assert.DoesNotContain(messages, message => message.Duplicate);
    }

    [Theory, MemberData(nameof(TestStore.KindsAndVersions), MemberType = typeof(TestStore))]
    public async Task Unacknowledged_messages_come_again_with_their_identifiers_and_released_ones_only_as_pubrel(bool sqlite, MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite);
        var client = await ResumeAsync(broker, version, present: false);
        await client.SendAsync(Subscribe(version, 1, "t", 2));
        await client.ReadAsync();
        for (var i = 0; i < 4; i++) await broker.Broker.PublishAsync("t", "abcd"u8.Slice(i, 1).ToArray(), i == 0 ? MqttQoS.AtLeastOnce : MqttQoS.ExactlyOnce);
        var sent = new List<ushort>();
        for (var i = 0; i < 4; i++) sent.Add((await client.ReadAsync()).AsPublish(version).Id);
        await client.SendAsync(Answer(0x50, sent[1]));
        Assert.Equal(PacketType.PubRel, (await client.ReadAsync()).Type);

        await broker.CrashAsync();
        await using var again = await ResumeAsync(broker, version);

        var release = await again.ReadAsync();
        Assert.Equal((PacketType.PubRel, sent[1]), (release.Type, release.FirstNumber));
        var messages = (await again.ReadToPongAsync()).Select(packet => packet.AsPublish(version)).ToList();
        Assert.Equal(["a", "c", "d"], messages.Select(message => message.Payload));
        Assert.Equal([sent[0], sent[2], sent[3]], messages.Select(message => message.Id));
        Assert.All(messages, message => Assert.True(message.Duplicate));
    }

    [Theory, MemberData(nameof(TestStore.KindsAndVersions), MemberType = typeof(TestStore))]
    public async Task A_QoS_2_message_that_comes_again_after_a_crash_is_not_taken_twice(bool sqlite, MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite);
        await SubscribeAndLeaveAsync(broker, version, "t", 2);
        var publisher = await ResumeAsync(broker, version, "publisher", present: false);
        await publisher.SendAsync(Publish(version, "t", "once", 4, 7));
        Assert.Equal(PacketType.PubRec, (await publisher.ReadAsync()).Type);

        await broker.CrashAsync();
        await using var again = await ResumeAsync(broker, version, "publisher");
        await again.SendAsync(Publish(version, "t", "once", 12, 7));
        Assert.Equal((PacketType.PubRec, (ushort)7), await AnswerOf(again));
        await again.SendAsync(Answer(0x62, 7));
        Assert.Equal((PacketType.PubComp, (ushort)7), await AnswerOf(again));
        await using var client = await ResumeAsync(broker, version);

        Assert.Equal("once", Assert.Single(await client.ReadToPongAsync()).AsPublish(version).Payload);
    }

    [Theory, MemberData(nameof(TestStore.KindsAndVersions), MemberType = typeof(TestStore))]
    public async Task A_freed_QoS_2_identifier_is_free_after_a_crash(bool sqlite, MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite);
        await SubscribeAndLeaveAsync(broker, version, "t", 2);
        var publisher = await ResumeAsync(broker, version, "publisher", present: false);
        await publisher.SendAsync(Publish(version, "t", "first", 4, 7));
        await publisher.ReadAsync();
        await publisher.SendAsync(Answer(0x62, 7));
        Assert.Equal(PacketType.PubComp, (await publisher.ReadAsync()).Type);

        await broker.CrashAsync();
        await using var again = await ResumeAsync(broker, version, "publisher");
        await again.SendAsync(Publish(version, "t", "second", 4, 7));
        await again.ReadAsync();
        await using var client = await ResumeAsync(broker, version);

        Assert.Equal(["first", "second"], (await client.ReadToPongAsync()).Select(packet => packet.AsPublish(version).Payload));
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_QoS_2_message_that_the_host_had_not_finished_comes_to_the_host_again_and_to_nobody_else(bool sqlite)
    {
        const MqttVersion version = MqttVersion.V500;
        var slow = new Inbox(acknowledge: false);
        await using var broker = await StoredBroker.StartAsync(sqlite, options => options.HostFilters = ["#"], slow);
        await SubscribeAndLeaveAsync(broker, version, "t", 2);
        var publisher = await ResumeAsync(broker, version, "publisher", present: false);
        await publisher.SendAsync(Publish(version, "t", "once", 4, 7));
        await slow.NextAsync();
        await broker.Broker.PublishAsync("t", "after"u8.ToArray(), MqttQoS.ExactlyOnce); // durable, and so is what came before

        var second = new Inbox();
        await broker.CrashAsync(second);
        await using var again = await ResumeAsync(broker, version, "publisher");
        await again.SendAsync(Publish(version, "t", "once", 12, 7));
        Assert.Equal((PacketType.PubRec, (ushort)7), await AnswerOf(again));
        await using var client = await ResumeAsync(broker, version);

        Assert.Equal("once", (await second.NextAsync()).Payload);
        Assert.Equal(["once", "after"], (await client.ReadToPongAsync()).Select(packet => packet.AsPublish(version).Payload));
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Subscriptions_come_back_with_all_their_options(bool sqlite)
    {
        const MqttVersion version = MqttVersion.V500;
        await using var broker = await StoredBroker.StartAsync(sqlite);
        var client = await ResumeAsync(broker, version, present: false);
        await client.SendAsync(
            Subscribe(version, 1, "own/#", 1 | 4, [0x0B, 9]), // no local, identifier 9
            Subscribe(version, 2, "kept", 1 | 8),             // retain as published
            Subscribe(version, 3, "$share/g/shared", 1),
            Subscribe(version, 4, "gone", 1),
            Packet(0xA2, [0, 5, 0, .. Text("gone")]));
        for (var i = 0; i < 5; i++) await client.ReadAsync();

        await broker.CrashAsync();
        await using var again = await ResumeAsync(broker, version);
        await again.SendAsync(Publish(version, "own/a", "mine", 2, 1));
        await again.ReadAsync();
        foreach (var topic in new[] { "own/b", "gone", "shared" }) await broker.Broker.PublishAsync(topic, default, MqttQoS.AtLeastOnce);
        await broker.Broker.PublishAsync("kept", "k"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);

        var messages = (await again.ReadToPongAsync()).Select(packet => packet.AsPublish(version)).ToList();
        Assert.Equal(["own/b", "shared", "kept"], messages.Select(message => message.Topic));
        Assert.Equal([9u], messages[0].Properties.SubscriptionIdentifiers);
        Assert.True(messages[2].Retain);
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Retained_messages_come_back_with_their_properties_and_what_is_left_of_their_life(bool sqlite)
    {
        var clock = new ManualClock();
        await using var broker = await StoredBroker.StartAsync(sqlite, clock: clock);
        var properties = new MqttMessageProperties { ContentType = "text/x", MessageExpiry = TimeSpan.FromSeconds(100) };
        await broker.Broker.PublishAsync("r/kept", "old"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);
        await broker.Broker.PublishAsync("r/kept", "new"u8.ToArray(), MqttQoS.AtLeastOnce, true, properties);
        await broker.Broker.PublishAsync("r/cleared", "x"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);
        await broker.Broker.PublishAsync("r/cleared", default, MqttQoS.AtLeastOnce, retain: true);
        await broker.Broker.PublishAsync("r/short", "x"u8.ToArray(), MqttQoS.AtLeastOnce, true, new MqttMessageProperties { MessageExpiry = TimeSpan.FromSeconds(10) });

        clock.Advance(TimeSpan.FromSeconds(30));
        await broker.CrashAsync();
        await using var client = await ConnectAsync(broker.Test, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "r/#", 1));
        await client.ReadAsync();

        var message = Assert.Single(await client.ReadToPongAsync()).AsPublish(MqttVersion.V500);
        Assert.Equal(("r/kept", "new", true), (message.Topic, message.Payload, message.Retain));
        Assert.Equal(("text/x", TimeSpan.FromSeconds(70)), (message.Properties.ContentType, message.Properties.MessageExpiry));
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_session_ends_when_it_would_have_ended_without_the_crash(bool sqlite)
    {
        var clock = new ManualClock();
        await using var broker = await StoredBroker.StartAsync(sqlite, clock: clock);
        await SubscribeAndLeaveAsync(broker, MqttVersion.V500, "t", 1, HundredSeconds);
        await broker.Broker.PublishAsync("t", default, MqttQoS.AtLeastOnce);
        clock.Advance(TimeSpan.FromSeconds(60));

        await broker.CrashAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, broker.Broker.Counters.Sessions);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, broker.Broker.Counters.Sessions);
        await broker.Test.UntilAsync(() => broker.Store.Count(MqttStoreKind.Session) == 0 && broker.Store.Count(MqttStoreKind.Message) == 0);
    }

    [Theory, MemberData(nameof(TestStore.KindsAndVersions), MemberType = typeof(TestStore))]
    public async Task A_clean_start_leaves_nothing_of_the_session_for_the_next_process(bool sqlite, MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite);
        await SubscribeAndLeaveAsync(broker, version, "t", 1);
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce);
        await using (await ConnectAsync(broker.Test, version, "persistent")) { }

        await broker.CrashAsync();

        Assert.Equal(0, broker.Broker.Counters.Sessions);
        foreach (var kind in new[] { MqttStoreKind.Session, MqttStoreKind.Subscription, MqttStoreKind.Message, MqttStoreKind.Outgoing })
            Assert.Equal(0, broker.Store.Count(kind));
    }

    [Theory, MemberData(nameof(TestStore.KindsAndVersions), MemberType = typeof(TestStore))]
    public async Task What_was_delivered_leaves_nothing_in_the_store(bool sqlite, MqttVersion version)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite);
        await using var client = await ResumeAsync(broker, version, present: false);
        await client.SendAsync(Subscribe(version, 1, "t", 2));
        await client.ReadAsync();
        for (var i = 0; i < 20; i++)
        {
            await broker.Broker.PublishAsync("t", "x"u8.ToArray(), i % 2 == 0 ? MqttQoS.AtLeastOnce : MqttQoS.ExactlyOnce);
            var id = (await client.ReadAsync()).AsPublish(version).Id;
            await client.SendAsync(Answer(i % 2 == 0 ? (byte)0x40 : (byte)0x50, id));
            if (i % 2 == 0) continue;
            await client.ReadAsync();
            await client.SendAsync(Answer(0x70, id));
        }
        await broker.Test.UntilAsync(() => broker.Store.Count(MqttStoreKind.Outgoing) == 0 && broker.Store.Count(MqttStoreKind.Message) == 0);
    }

    [Fact]
    public async Task A_session_without_expiry_writes_nothing()
    {
        await using var broker = await StoredBroker.StartAsync(sqlite: false);
        await using var client = await ConnectAsync(broker.Test, MqttVersion.V500);
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 2));
        await client.ReadAsync();
        broker.Store.Fail(true); // and so waits for nothing
        await client.SendAsync(Publish(MqttVersion.V500, "t", "x", 4, 1));
        var answers = new[] { await client.ReadAsync(), await client.ReadAsync() };
        Assert.Contains(answers, packet => packet.Type == PacketType.PubRec && packet.Body.Length == 2);
        Assert.Contains(answers, packet => packet.Type == PacketType.Publish);
        Assert.Equal(0, broker.Broker.Counters.StoreFailures);
    }

    private static byte[] Answer(byte first, ushort id) => [first, 2, (byte)(id >> 8), (byte)id];

    private static async Task<(PacketType, ushort)> AnswerOf(RawClient client)
    {
        var packet = await client.ReadAsync();
        return (packet.Type, packet.FirstNumber);
    }

    private static async Task SubscribeAndLeaveAsync(StoredBroker broker, MqttVersion version, string filter, byte options, byte[]? properties = null)
    {
        await using var client = await ResumeAsync(broker, version, present: false, properties: properties);
        await client.SendAsync(Subscribe(version, 1, filter, options));
        await client.ReadAsync();
        await client.SendAsync(Packet(0xE0));
        await client.ReadToEndAsync();
        await broker.Test.UntilAsync(() => broker.Broker.Counters.Connections == 0);
    }

    private static async Task<RawClient> ResumeAsync(StoredBroker broker, MqttVersion version, string id = "persistent", bool present = true, byte[]? properties = null)
    {
        var client = await DialAsync(broker.Test);
        await client.SendAsync(Connect(version, id, clean: false, properties: properties ?? [0x11, 0, 0, 1, 0]));
        var answer = await client.ReadAsync();
        Assert.Equal((PacketType.ConnAck, present ? (byte)1 : (byte)0, (byte)0), (answer.Type, answer.Body[0], answer.Body[1]));
        return client;
    }
}
