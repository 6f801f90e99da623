using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>The client against a broker that says what the test wants, byte by byte.</summary>
public sealed class ProtocolTests
{
    private static readonly byte[] Accepted5 = [0x20, 3, 0, 0, 0];
    private static readonly byte[] Accepted311 = [0x20, 2, 0, 0];

    /// <summary>Section, what the broker sends after CONNACK, and the reason in the client's DISCONNECT.</summary>
    public static TheoryData<string, string, MqttReasonCode> Malformed => new()
    {
        { "2.1.3 flags of SUBACK", "91 04 0001 00 00", MqttReasonCode.MalformedPacket },
        { "2.1.2 reserved packet type", "00 00", MqttReasonCode.MalformedPacket },
        { "1.5.5 length goes on", "30 FF FF FF FF 01", MqttReasonCode.MalformedPacket },
        { "3.2 a second CONNACK", "20 03 00 00 00", MqttReasonCode.ProtocolError },
        { "3.3.1-4 QoS 3", "36 06 0001 61 0001 00", MqttReasonCode.MalformedPacket },
        { "3.3.2-2 wildcard in a topic", "30 04 0001 23 00", MqttReasonCode.TopicNameInvalid },
        { "3.3.2-8 topic alias 0", "30 07 0001 61 03 230000", MqttReasonCode.TopicAliasInvalid },
        { "3.3.2-10 topic alias beyond the client's maximum", "30 07 0001 61 03 230011", MqttReasonCode.TopicAliasInvalid },
        { "3.3.2.1 no topic and no alias", "30 03 0000 00", MqttReasonCode.ProtocolError },
        { "3.8 SUBSCRIBE from a broker", "82 07 0001 00 0001 61 00", MqttReasonCode.ProtocolError },
        { "3.12 PINGREQ from a broker", "C0 00", MqttReasonCode.ProtocolError },
        { "3.15 AUTH that was not asked for", "F0 00", MqttReasonCode.ProtocolError },
        { "3.14.2-1 DISCONNECT with a reason that it does not know", "E0 01 10", MqttReasonCode.ProtocolError },
        { "3.9.3-2 SUBACK with a reason that it does not know", "90 04 0001 00 03", MqttReasonCode.ProtocolError },
        { "3.9.3 SUBACK without a reason", "90 03 0001 00", MqttReasonCode.MalformedPacket },
        { "3.11.3-2 UNSUBACK with a reason that it does not know", "B0 04 0001 00 01", MqttReasonCode.ProtocolError },
        { "3.4.2-1 PUBACK with a reason that it does not know", "40 03 0001 92", MqttReasonCode.ProtocolError },
        { "3.6.1-1 flags of PUBREL", "60 02 0001", MqttReasonCode.MalformedPacket },
        { "1.5.4-1 topic is not UTF-8", "30 05 0002 C328 00", MqttReasonCode.MalformedPacket },
        { "1.5.4-2 topic has U+0000", "30 05 0002 6100 00", MqttReasonCode.MalformedPacket },
        { "1.5.7-1 user property is not UTF-8", "30 0C 0001 61 08 26 0001 6B 0002 C328", MqttReasonCode.MalformedPacket },
        { "3.3.1-2 DUP with QoS 0", "38 04 0001 61 00", MqttReasonCode.MalformedPacket },
        { "3.1.2.11.4 packet beyond the client's maximum", "30 FF FF FF 7F", MqttReasonCode.PacketTooLarge },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task A_broker_that_breaks_the_protocol_is_told_so_and_left(string section, string bytes, MqttReasonCode reason)
    {
        await using var meeting = await Meeting.StartAsync(Accepted5);

        await meeting.Broker.SendAsync(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));

        var goodbye = Assert.Single(await meeting.Broker.ReadToEndAsync());
        Assert.True(goodbye.Type == PacketType.Disconnect && goodbye.Body[0] == (byte)reason, $"{section}: {goodbye}");
        Assert.Equal((reason, false), ((await meeting.Client.Closed).Reason, (await meeting.Client.Closed).ByPeer));
    }

    [Fact]
    public async Task The_client_sends_no_more_than_the_brokers_receive_maximum_at_a_time()
    {
        await using var meeting = await Meeting.StartAsync([0x20, 6, 0, 0, 3, 0x21, 0, 2]);
        var publishing = Enumerable.Range(0, 3).Select(i => meeting.Client.PublishAsync("t", new[] { (byte)('a' + i) }, MqttQoS.AtLeastOnce).AsTask()).ToArray();
        var first = (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500);
        var second = (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500);
        await meeting.Client.PublishAsync("t", "q"u8.ToArray()); // QoS 0 is not counted
        Assert.Equal("q", (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500).Payload);

        await meeting.Broker.SendAsync([0x40, 2, 0, (byte)second.Id]);
        var third = (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500);
        await meeting.Broker.SendAsync([0x40, 2, 0, (byte)third.Id], [0x40, 3, 0, (byte)first.Id, 0x97]);

        Assert.Equal("abc", first.Payload + second.Payload + third.Payload);
        Assert.Equal([MqttReasonCode.QuotaExceeded, MqttReasonCode.Success, MqttReasonCode.Success], await Task.WhenAll(publishing));
    }

    [Fact]
    public async Task The_client_sends_no_more_than_twenty_at_a_time_to_a_broker_that_cannot_say()
    {
        await using var meeting = await Meeting.StartAsync(Accepted311, options => options.Version = MqttVersion.V311);
        var publishing = Enumerable.Range(0, 21).Select(_ => meeting.Client.PublishAsync("t", default, MqttQoS.ExactlyOnce).AsTask()).ToArray();
        for (var i = 0; i < 20; i++) Assert.Equal(PacketType.Publish, (await meeting.Broker.ReadAsync()).Type);

        await meeting.Client.PublishAsync("t", "q"u8.ToArray());

        Assert.Equal(MqttQoS.AtMostOnce, (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V311).QoS);
        Assert.All(publishing, task => Assert.False(task.IsCompleted));
        foreach (var task in publishing) _ = task.ContinueWith(done => done.Exception, TaskScheduler.Default);
    }

    [Fact]
    public async Task An_exactly_once_publish_takes_its_two_round_trips()
    {
        await using var meeting = await Meeting.StartAsync(Accepted5);
        var publishing = meeting.Client.PublishAsync("t", default, MqttQoS.ExactlyOnce).AsTask();
        var id = (byte)(await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500).Id;

        await meeting.Broker.SendAsync([0x50, 3, 0, id, 0x10]);
        var release = await meeting.Broker.ReadAsync();
        Assert.Equal((PacketType.PubRel, 2, (int)id), (release.Type, (int)release.Flags, (int)release.FirstNumber));
        Assert.False(publishing.IsCompleted);
        await meeting.Broker.SendAsync([0x70, 2, 0, id]);

        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await publishing);
    }

    [Fact]
    public async Task Limits_of_the_broker_are_values_before_anything_is_sent()
    {
        await using var meeting = await Meeting.StartAsync([0x20, 7, 0, 0, 4, 0x24, 1, 0x25, 0]);

        Assert.Equal(MqttReasonCode.QoSNotSupported, await meeting.Client.PublishAsync("t", default, MqttQoS.ExactlyOnce));
        Assert.Equal(MqttReasonCode.RetainNotSupported, await meeting.Client.PublishAsync("t", default, retain: true));
        await meeting.Client.PublishAsync("t", "x"u8.ToArray());

        Assert.Equal("x", (await meeting.Broker.ReadAsync()).AsPublish(MqttVersion.V500).Payload);
    }

    [Fact]
    public async Task A_publish_gives_up_waiting_when_no_answer_comes_in_time()
    {
        await using var meeting = await Meeting.StartAsync(Accepted5, options => options.PublishTimeout = TimeSpan.FromSeconds(0.1));

        await Assert.ThrowsAsync<TimeoutException>(() => meeting.Client.PublishAsync("t", default, MqttQoS.AtLeastOnce).AsTask());
        await Assert.ThrowsAsync<TimeoutException>(() => meeting.Client.SubscribeAsync([new MqttSubscription("t")]));
        Assert.True(meeting.Client.IsConnected);
    }

    [Fact]
    public async Task A_publish_may_be_cancelled_while_it_waits()
    {
        await using var meeting = await Meeting.StartAsync(Accepted5);
        using var cancel = new CancellationTokenSource();
        var publishing = meeting.Client.PublishAsync("t", default, MqttQoS.AtLeastOnce, cancel: cancel.Token).AsTask();
        await meeting.Broker.ReadAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
    }

    [Fact]
    public async Task A_goodbye_of_the_broker_is_told_with_its_reason()
    {
        await using var meeting = await Meeting.StartAsync(Accepted5);

        await meeting.Broker.SendAsync(Packet(0xE0, [0x8B, 7, 0x1F, .. Text("soon")]));

        Assert.Equal(new MqttDisconnect(MqttReasonCode.ServerShuttingDown, true, "soon"), await meeting.Client.Closed);
        await Assert.ThrowsAsync<MqttConnectionException>(() => meeting.Client.PublishAsync("t", default).AsTask());
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public async Task A_refusal_is_answered_in_version_5_and_leaves_the_message_unanswered_in_3_1_1(MqttVersion version)
    {
        var inbox = new Inbox(acknowledge: false);
        await using var meeting = await Meeting.StartAsync(version == MqttVersion.V500 ? Accepted5 : Accepted311, options => options.Version = version, inbox);
        await meeting.Broker.SendAsync(Publish(version, "t", "x", 2, 9));

        (await inbox.NextAsync()).Acknowledgement.Complete(MqttReasonCode.QuotaExceeded);

        if (version == MqttVersion.V500) Assert.Equal([0, 9, 0x97], (await meeting.Broker.ReadAsync()).Body);
        else Assert.Empty(await meeting.Broker.ReadToEndAsync());
    }

    [Fact]
    public async Task A_topic_alias_of_the_broker_is_understood()
    {
        var inbox = new Inbox();
        await using var meeting = await Meeting.StartAsync(Accepted5, receiver: inbox);
        byte[] alias = [0x23, 0, 16];

        await meeting.Broker.SendAsync(Publish(MqttVersion.V500, "long/topic", "1", properties: alias), Publish(MqttVersion.V500, "", "2", properties: alias));

        Assert.Equal(["long/topic", "long/topic"], (await inbox.NextAsync(2)).Select(message => message.Topic));
    }

    [Fact]
    public async Task Properties_of_a_message_are_read_when_asked_for()
    {
        var inbox = new Inbox();
        await using var meeting = await Meeting.StartAsync(Accepted5, receiver: inbox);
        byte[] properties = [0x01, 1, 0x02, 0, 0, 0, 9, 0x03, .. Text("c"), 0x08, .. Text("r"), 0x09, 0, 1, 7, 0x0B, 5, 0x26, .. Text("k"), .. Text("v")];

        await meeting.Broker.SendAsync(Publish(MqttVersion.V500, "t", "x", properties: properties), Publish(MqttVersion.V500, "t", "y"));

        var full = (await inbox.NextAsync()).PropertyList;
        Assert.Equal((true, TimeSpan.FromSeconds(9), "c", "r"), (full.PayloadIsText, full.MessageExpiry!.Value, full.ContentType, full.ResponseTopic));
        Assert.Equal([7], full.CorrelationData.ToArray());
        Assert.Equal([5u], full.SubscriptionIdentifiers);
        Assert.Equal([new("k", "v")], full.UserProperties);
        var none = (await inbox.NextAsync()).PropertyList;
        Assert.True(none.IsEmpty && none.ContentType is null && none.MessageExpiry is null && none.CorrelationData.IsEmpty && none.UserProperties.Count == 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/#")]
    [InlineData("a/+/b")]
    [InlineData("a\0b")]
    public async Task A_topic_that_nobody_may_publish_to_is_the_callers_fault(string topic)
    {
        await using var meeting = await Meeting.StartAsync(Accepted5);

        await Assert.ThrowsAsync<ArgumentException>(() => meeting.Client.PublishAsync(topic, default).AsTask());
        Assert.True(meeting.Client.IsConnected);
    }
}
