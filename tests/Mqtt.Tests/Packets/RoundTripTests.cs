using System.Buffers;
using System.Text;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Packets;

/// <summary>What one side encodes the other decodes to the same, in both versions.</summary>
public sealed class RoundTripTests
{
    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public void Connect_keeps_everything(MqttVersion version)
    {
        var isV5 = version == MqttVersion.V500;
        var sent = new ConnectPacket
        {
            Version = version,
            CleanStart = true,
            KeepAlive = 12345,
            ClientId = "größe",
            User = "anna",
            Password = [0, 1, 255],
            Will = new WillFields
            {
                QoS = MqttQoS.ExactlyOnce, Retain = true, Topic = "w/t"u8.ToArray(), Payload = [1, 2], DelaySeconds = isV5 ? 5u : 0, Expiry = isV5 ? 6u : null,
                Properties = isV5 ? [0x01, 1] : [],
            },
            SessionExpiry = isV5 ? uint.MaxValue : 0,
            ReceiveMaximum = isV5 ? (ushort)7 : ushort.MaxValue,
            MaximumPacketSize = isV5 ? 8u : uint.MaxValue,
            TopicAliasMaximum = isV5 ? (ushort)9 : (ushort)0,
            RequestResponseInformation = isV5,
            RequestProblemInformation = !isV5,
            AuthenticationMethod = isV5 ? "SCRAM" : null,
            AuthenticationData = isV5 ? [3, 4] : null,
        };

        Assert.Equal(MqttReasonCode.Success, ConnectPacket.Decode(Body(PacketType.Connect, 0, sent.Encode, out var flags), flags, out var got));

        Assert.Equivalent(sent, got, strict: true);
    }

    [Fact]
    public void Connect_tells_empty_from_absent()
    {
        var sent = new ConnectPacket { User = "", Password = [], Will = new WillFields { Topic = "t"u8.ToArray() } };

        Assert.Equal(MqttReasonCode.Success, ConnectPacket.Decode(Body(PacketType.Connect, 0, sent.Encode, out var flags), flags, out var got));

        Assert.Equal(("", 0, 0), (got.User, got.Password!.Length, got.Will!.Payload.Length));
    }

    [Fact]
    public void ConnAck_keeps_everything_in_version_5()
    {
        var sent = new ConnAckPacket
        {
            SessionPresent = true, SessionExpiry = 1, ReceiveMaximum = 2, MaximumQoS = MqttQoS.AtLeastOnce, RetainAvailable = false, MaximumPacketSize = 3,
            AssignedClientId = "me", TopicAliasMaximum = 4, ReasonText = "why", WildcardsAvailable = false, SubscriptionIdentifiersAvailable = false,
            SharedSubscriptionsAvailable = false, ServerKeepAlive = 5, ResponseInformation = "r", ServerReference = "s", AuthenticationMethod = "m", AuthenticationData = [6],
        };
        var body = Body(PacketType.ConnAck, 0, (ref PacketWriter writer) => sent.Encode(ref writer, MqttVersion.V500), out var flags);

        Assert.Equal(MqttReasonCode.Success, ConnAckPacket.Decode(body, flags, MqttVersion.V500, out var got));

        Assert.Equivalent(sent, got, strict: true);
    }

    [Theory]
    [InlineData(MqttReasonCode.Success, 0)]
    [InlineData(MqttReasonCode.UnsupportedProtocolVersion, 1)]
    [InlineData(MqttReasonCode.ClientIdentifierNotValid, 2)]
    [InlineData(MqttReasonCode.ServerUnavailable, 3)]
    [InlineData(MqttReasonCode.BadUserNameOrPassword, 4)]
    [InlineData(MqttReasonCode.NotAuthorized, 5)]
    public void ConnAck_translates_reasons_to_return_codes_in_version_3_1_1(MqttReasonCode reason, byte code)
    {
        var body = Body(PacketType.ConnAck, 0, (ref PacketWriter writer) => new ConnAckPacket { Reason = reason }.Encode(ref writer, MqttVersion.V311), out var flags);
        Assert.Equal([0, code], body);

        Assert.Equal(MqttReasonCode.Success, ConnAckPacket.Decode(body, flags, MqttVersion.V311, out var got));

        Assert.Equal(reason, got.Reason);
    }

    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public void Publish_keeps_everything(MqttVersion version, MqttQoS qos)
    {
        var isV5 = version == MqttVersion.V500;
        var sent = new OutgoingPublish
        {
            Version = version, QoS = qos, Retain = true, Duplicate = qos > 0, PacketId = 0x1234, Topic = "a/b"u8, Payload = "payload"u8,
            Properties = isV5 ? [0x01, 1, 0x08, 0, 1, (byte)'r'] : [], HasExpiry = isV5, Expiry = 99, TopicAlias = isV5 ? (ushort)7 : (ushort)0,
            SubscriptionIdentifiers = isV5 ? [1, 268_435_455] : [],
        };
        var bytes = new byte[sent.Size];
        sent.Write(bytes);
        var body = Unframe(bytes, out var type, out var flags);

        Assert.Equal(PacketType.Publish, type);
        Assert.Equal(MqttReasonCode.Success, PublishPacket.Decode(body, flags, version, out var got));

        Assert.Equal((qos, true, qos > 0, qos > 0 ? 0x1234 : 0), (got.QoS, got.Retain, got.Duplicate, got.PacketId));
        Assert.Equal(("a/b", "payload"), (Encoding.UTF8.GetString(body[got.Topic]), Encoding.UTF8.GetString(body[got.Payload])));
        if (!isV5) return;
        Assert.Equal((true, 99u, (ushort)7, "r"), (got.HasExpiry, got.Expiry, got.TopicAlias, Encoding.UTF8.GetString(body[got.ResponseTopic])));
        var properties = new MqttPropertyList(body[got.Properties]);
        Assert.Equal([1u, 268_435_455u], properties.SubscriptionIdentifiers);
        Assert.Equal(TimeSpan.FromSeconds(99), properties.MessageExpiry);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(2_097_151)]
    [InlineData(2_097_152)]
    public void Publish_of_any_size_is_framed_by_its_length(int payload)
    {
        var sent = new OutgoingPublish { Version = MqttVersion.V311, Topic = "t"u8, Payload = new byte[payload] };
        var bytes = new byte[sent.Size];
        sent.Write(bytes);

        Assert.Equal(payload + 3, Unframe(bytes, out _, out _).Length);
    }

    public static TheoryData<MqttVersion, byte, MqttReasonCode> Answers
    {
        get
        {
            var data = new TheoryData<MqttVersion, byte, MqttReasonCode>();
            foreach (var type in new[] { PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp })
            {
                data.Add(MqttVersion.V311, (byte)type, MqttReasonCode.Success);
                data.Add(MqttVersion.V500, (byte)type, MqttReasonCode.Success);
                data.Add(MqttVersion.V500, (byte)type, type < PacketType.PubRel ? MqttReasonCode.QuotaExceeded : MqttReasonCode.PacketIdentifierNotFound);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Answers))]
    public void Answers_keep_identifier_and_reason(MqttVersion version, byte type, MqttReasonCode reason)
    {
        var bytes = new byte[AnswerPacket.MaximumSize];
        var size = AnswerPacket.Write(bytes, (PacketType)type, 0xFFFE, reason, version);
        var body = Unframe(bytes[..size], out var framed, out var flags);

        Assert.Equal((PacketType)type, framed);
        Assert.Equal(MqttReasonCode.Success, AnswerPacket.Decode(body, framed, flags, version, out var got));

        Assert.Equal((0xFFFE, reason), (got.PacketId, got.Reason));
    }

    [Fact]
    public void An_answer_with_reason_string_and_user_properties_is_understood()
    {
        byte[] body = [0, 1, 0x87, 14, 0x1F, 0, 2, (byte)'n', (byte)'o', 0x26, 0, 1, (byte)'k', 0, 1, (byte)'v', 0x26, 0, 0, 0, 0];
        body[3] = (byte)(body.Length - 4);

        Assert.Equal(MqttReasonCode.Success, AnswerPacket.Decode(body, PacketType.PubAck, 0, MqttVersion.V500, out var got));

        Assert.Equal(MqttReasonCode.NotAuthorized, got.Reason);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public void Subscribe_keeps_filters_and_options(MqttVersion version)
    {
        var isV5 = version == MqttVersion.V500;
        var sent = new SubscribePacket
        {
            PacketId = 5,
            Identifier = isV5 ? 300u : 0,
            Subscriptions =
            [
                new("a/#"), new("b", MqttQoS.AtLeastOnce, NoLocal: isV5),
                new("c", MqttQoS.ExactlyOnce, RetainAsPublished: isV5, RetainHandling: isV5 ? MqttRetainHandling.DoNotSend : MqttRetainHandling.SendAtSubscribe),
            ],
        };
        var body = Body(PacketType.Subscribe, 2, (ref PacketWriter writer) => sent.Encode(ref writer, version), out var flags);

        Assert.Equal(MqttReasonCode.Success, SubscribePacket.Decode(body, flags, version, out var got));

        Assert.Equivalent(sent, got, strict: true);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public void Unsubscribe_keeps_filters(MqttVersion version)
    {
        var sent = new UnsubscribePacket { PacketId = 6, Filters = ["a/#", "b"] };
        var body = Body(PacketType.Unsubscribe, 2, (ref PacketWriter writer) => sent.Encode(ref writer, version), out var flags);

        Assert.Equal(MqttReasonCode.Success, UnsubscribePacket.Decode(body, flags, version, out var got));

        Assert.Equivalent(sent, got, strict: true);
    }

    [Theory]
    [InlineData(MqttVersion.V311, true, new byte[] { 0, 7, 1, 0x80 })]
    [InlineData(MqttVersion.V311, false, new byte[] { 0, 7 })]
    [InlineData(MqttVersion.V500, true, new byte[] { 0, 7, 0, 1, 0x87 })]
    [InlineData(MqttVersion.V500, false, new byte[] { 0, 7, 0, 0x11, 0x87 })]
    public void Answers_to_subscriptions_say_what_their_version_can(MqttVersion version, bool isSubAck, byte[] expected)
    {
        var type = isSubAck ? PacketType.SubAck : PacketType.UnsubAck;
        var sent = new SubscriptionAnswer { PacketId = 7, Reasons = [isSubAck ? MqttReasonCode.GrantedQoS1 : MqttReasonCode.NoSubscriptionExisted, MqttReasonCode.NotAuthorized] };
        var body = Body(type, 0, (ref PacketWriter writer) => sent.Encode(ref writer, type, version), out var flags);
        Assert.Equal(expected, body);

        Assert.Equal(MqttReasonCode.Success, SubscriptionAnswer.Decode(body, type, flags, version, out var got));

        Assert.Equal(version == MqttVersion.V311 && !isSubAck ? 0 : 2, got.Reasons.Length);
    }

    [Fact]
    public void Disconnect_keeps_everything_in_version_5()
    {
        var sent = new DisconnectPacket { Reason = MqttReasonCode.ServerMoved, SessionExpiry = 9, ReasonText = "moved", ServerReference = "there" };
        var body = Body(PacketType.Disconnect, 0, (ref PacketWriter writer) => sent.Encode(ref writer, MqttVersion.V500), out var flags);

        Assert.Equal(MqttReasonCode.Success, DisconnectPacket.Decode(body, flags, MqttVersion.V500, out var got));

        Assert.Equivalent(sent, got, strict: true);
    }

    [Fact]
    public void Auth_keeps_everything()
    {
        var sent = new AuthPacket { Reason = MqttReasonCode.ContinueAuthentication, Method = "m", Data = [1], ReasonText = "go on" };

        Assert.Equal(MqttReasonCode.Success, AuthPacket.Decode(Body(PacketType.Auth, 0, sent.Encode, out var flags), flags, out var got));

        Assert.Equivalent(sent, got, strict: true);
    }

    [Fact]
    public void A_writer_grows_beyond_the_buffer_that_it_was_given()
    {
        var filters = Enumerable.Range(0, 500).Select(i => $"some/filter/{i}").ToList();
        var sent = new UnsubscribePacket { PacketId = 1, Filters = filters };
        var body = Body(PacketType.Unsubscribe, 2, (ref PacketWriter writer) => sent.Encode(ref writer, MqttVersion.V500), out var flags);

        Assert.Equal(MqttReasonCode.Success, UnsubscribePacket.Decode(body, flags, MqttVersion.V500, out var got));

        Assert.Equal(filters, got.Filters);
    }

    private delegate void Encoder(ref PacketWriter writer);

    private static byte[] Body(PacketType type, byte firstFlags, Encoder encode, out byte flags)
    {
        var writer = new PacketWriter(stackalloc byte[16], type, firstFlags);
        encode(ref writer);
        var bytes = writer.Complete().ToArray();
        writer.Dispose();
        var body = Unframe(bytes, out var framed, out flags);
        Assert.Equal(type, framed);
        return body;
    }

    private static byte[] Unframe(byte[] bytes, out PacketType type, out byte flags)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameStatus.Complete, PacketFrame.TryRead(ref buffer, int.MaxValue, out var header, out var body));
        Assert.True(buffer.IsEmpty);
        type = (PacketType)(header >> 4);
        flags = (byte)(header & 15);
        return body.ToArray();
    }
}
