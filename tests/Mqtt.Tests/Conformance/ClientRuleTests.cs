using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Conformance;

/// <summary>What a client has to do and to leave, against a broker whose bytes are the test's (5.0 §3, §4).</summary>
public sealed class ClientRuleTests
{
    private static readonly byte[] Limited = [0x20, 6, 0, 0, 3, 0x21, 0, 1]; // receive maximum 1

    [Fact]
    public async Task A_full_window_of_the_broker_holds_up_nothing_but_messages()
    {
        await using var meeting = await Meeting.StartAsync(Limited);
        var publishing = Enumerable.Range(0, 2).Select(_ => meeting.Client.PublishAsync("t", default, MqttQoS.AtLeastOnce).AsTask()).ToArray();
        var first = (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500);

        var subscribing = meeting.Client.SubscribeAsync([new MqttSubscription("a")]);
        var subscribe = await meeting.Broker.ReadAsync();
        await meeting.Broker.SendAsync(Packet(0x90, (byte)(subscribe.FirstNumber >> 8), (byte)subscribe.FirstNumber, 0, 0));
        await subscribing;
        await meeting.Broker.SendAsync(Publish(MqttVersion.V500, "a", "x", 2, 5));
        Assert.Equal((PacketType.Subscribe, PacketType.PubAck), (subscribe.Type, (await meeting.Broker.ReadAsync()).Type));

        await meeting.Broker.SendAsync([0x40, 2, 0, (byte)first.Id]);
        var second = (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500);
        await meeting.Broker.SendAsync([0x40, 2, 0, (byte)second.Id]);
        Assert.All(await Task.WhenAll(publishing), reason => Assert.Equal(MqttReasonCode.Success, reason));
    }

    [Fact]
    public async Task Messages_subscriptions_and_their_ends_never_share_an_identifier()
    {
        await using var meeting = await Meeting.StartAsync([0x20, 3, 0, 0, 0]);
        Task[] pending =
        [
            meeting.Client.PublishAsync("t", default, MqttQoS.AtLeastOnce).AsTask(), meeting.Client.SubscribeAsync([new MqttSubscription("a")]),
            meeting.Client.PublishAsync("t", default, MqttQoS.ExactlyOnce).AsTask(), meeting.Client.UnsubscribeAsync(["a"]),
        ];

        var identifiers = new HashSet<ushort>();
        foreach (var _ in pending)
        {
            var packet = await meeting.Broker.ReadAsync();
            identifiers.Add(packet.Type == PacketType.Publish ? packet.AsPublish(MqttVersion.V500).Id : packet.FirstNumber);
        }

        Assert.Equal(pending.Length, identifiers.Count);
        Assert.DoesNotContain((ushort)0, identifiers);
        foreach (var task in pending) _ = task.ContinueWith(done => done.Exception, TaskScheduler.Default);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Messages_of_the_broker_are_answered_in_their_order_also_without_a_receiver(MqttVersion version)
    {
        await using var meeting = await Meeting.StartAsync(version == MqttVersion.V500 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0], options => options.Version = version);

        await meeting.Broker.SendAsync(Publish(version, "t", "", 4, 3), Publish(version, "t", "", 2, 2), Publish(version, "t", "", 4, 1), Packet(0x62, 0, 1), Packet(0x62, 0, 3));

        var answers = new List<string>();
        for (var i = 0; i < 5; i++) answers.Add((await meeting.Broker.ReadAsync()).ToString());
        Assert.Equal(["PubRec 0 0003", "PubAck 0 0002", "PubRec 0 0001", "PubComp 0 0001", "PubComp 0 0003"], answers);
    }

    [Fact]
    public async Task Releases_go_out_in_the_order_of_their_receipts_and_repeat_nothing_else()
    {
        await using var meeting = await Meeting.StartAsync([0x20, 3, 0, 0, 0]);
        var publishing = Enumerable.Range(0, 3).Select(_ => meeting.Client.PublishAsync("t", default, MqttQoS.ExactlyOnce).AsTask()).ToArray();
        var identifiers = new List<ushort>();
        for (var i = 0; i < 3; i++) identifiers.Add((await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500).Id);
        ushort[] order = [identifiers[2], identifiers[0], identifiers[1]];

        foreach (var id in order) await meeting.Broker.SendAsync(Packet(0x50, 0, (byte)id));

        foreach (var id in order) Assert.Equal($"PubRel 2 {id:X4}", (await meeting.Broker.ReadAsync()).ToString());
        foreach (var id in order) await meeting.Broker.SendAsync(Packet(0x70, 0, (byte)id));
        await Task.WhenAll(publishing);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public async Task The_client_says_goodbye_last_and_closes(MqttVersion version)
    {
        await using var meeting = await Meeting.StartAsync(version == MqttVersion.V500 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0], options => options.Version = version);
        await meeting.Client.PublishAsync("t", "last"u8.ToArray());

        await meeting.Client.DisconnectAsync();

        await Assert.ThrowsAsync<MqttConnectionException>(() => meeting.Client.PublishAsync("t", default).AsTask());
        Assert.Equal([PacketType.Publish, PacketType.Disconnect], (await meeting.Broker.ReadToEndAsync()).Select(packet => packet.Type));
    }

    [Fact]
    public async Task An_answer_with_another_number_of_reasons_ends_the_connection()
    {
        await using var meeting = await Meeting.StartAsync([0x20, 3, 0, 0, 0]);
        var subscribing = meeting.Client.SubscribeAsync([new MqttSubscription("a"), new MqttSubscription("b")]);
        var subscribe = await meeting.Broker.ReadAsync();

        await meeting.Broker.SendAsync(Packet(0x90, 0, (byte)subscribe.FirstNumber, 0, 0));

        await Assert.ThrowsAsync<MqttConnectionException>(() => subscribing);
        Assert.Equal(MqttReasonCode.ProtocolError, (await meeting.Client.Closed).Reason);
    }

    [Fact]
    public async Task A_topic_or_filter_that_no_length_can_say_is_the_callers_fault()
    {
        await using var meeting = await Meeting.StartAsync([0x20, 3, 0, 0, 0]);
        var tooLong = new string('a', 65_536);

        await Assert.ThrowsAsync<ArgumentException>(() => meeting.Client.PublishAsync(tooLong, default).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => meeting.Client.SubscribeAsync([new MqttSubscription(tooLong)]));
        await meeting.Client.PublishAsync(tooLong[1..], default);

        Assert.Equal(65_535, (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500).Topic.Length);
    }

    [Fact]
    public async Task What_no_client_may_send_is_the_callers_fault()
    {
        await using var meeting = await Meeting.StartAsync([0x20, 3, 0, 0, 0]);
        var client = meeting.Client;

        await Assert.ThrowsAsync<ArgumentException>(() => client.SubscribeAsync([new MqttSubscription("$share/g/t", NoLocal: true)]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.SubscribeAsync([new MqttSubscription("t")], 268_435_456));
        MqttMessageProperties[] wrong =
        [
            new() { ResponseTopic = "a/+" }, new() { ResponseTopic = "" }, new() { ContentType = "a\0b" }, new() { UserProperties = [new("k", "\0")] },
        ];
        foreach (var properties in wrong) await Assert.ThrowsAsync<ArgumentException>(() => client.PublishAsync("t", default, MqttQoS.AtLeastOnce, false, properties).AsTask());
        await using var other = new MqttClient(new MqttClientOptions { Will = new MqttWill { Topic = "a/#" } });
        await Assert.ThrowsAsync<ArgumentException>(() => other.ConnectAsync());

        await client.PublishAsync("t", "fine"u8.ToArray());
        Assert.Equal("fine", (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500).Payload);
    }

    [Fact]
    public async Task A_session_that_was_not_wanted_is_not_taken()
    {
        var refused = await Assert.ThrowsAsync<MqttConnectException>(() => Meeting.StartAsync([0x20, 3, 1, 0, 0]));

        Assert.Contains("session", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CONNACK_with_a_reason_that_it_does_not_know_is_not_taken()
    {
        await Assert.ThrowsAsync<MqttConnectException>(() => Meeting.StartAsync([0x20, 3, 0, 0x10, 0]));
    }

    [Fact]
    public async Task A_topic_alias_of_the_broker_ends_with_its_connection()
    {
        var inbox = new Inbox();
        await using var meeting = await Meeting.StartAsync([0x20, 3, 0, 0, 0], receiver: inbox);
        await meeting.Broker.SendAsync(Publish(MqttVersion.V500, "t", "1", properties: [0x23, 0, 1]));
        await inbox.NextAsync();
        await using var other = await Meeting.StartAsync([0x20, 3, 0, 0, 0], receiver: inbox);

        await other.Broker.SendAsync(Publish(MqttVersion.V500, "", "2", properties: [0x23, 0, 1]));

        Assert.Equal("Disconnect 0 82", Assert.Single(await other.Broker.ReadToEndAsync()).ToString());
    }
}
