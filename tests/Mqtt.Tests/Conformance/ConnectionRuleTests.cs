using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Conformance;

/// <summary>The beginning and the end of a connection, as the broker sees them (5.0 §3.1, §3.2, §3.12, §3.14).</summary>
public sealed class ConnectionRuleTests
{
    private const byte PubAckFlags = 2;

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Client_identifiers_of_every_length_and_script_are_accepted(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        const string letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        string[] identifiers = ["0", letters[..23], letters[^23..], new string('x', 1000), "größe/+#😀"];

        foreach (var id in identifiers) await (await ConnectAsync(broker, version, id)).DisposeAsync();
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task What_follows_a_CONNECT_is_dealt_with_after_its_CONNACK(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await DialAsync(broker);

        await client.SendAsync(Connect(version, "eager"), Subscribe(version, 1, "t", 0), Publish(version, "t", "x"), [0xC0, 0]);

        PacketType[] expected = [PacketType.ConnAck, PacketType.SubAck, PacketType.Publish, PacketType.PingResp];
        foreach (var type in expected) Assert.Equal(type, (await client.ReadAsync()).Type);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task What_follows_a_refused_CONNECT_is_not_looked_at(MqttVersion version)
    {
        var options = new MqttBrokerOptions { Authenticate = (_, _, _) => new(MqttReasonCode.NotAuthorized) };
        await using var broker = await TestBroker.StartAsync(options);
        await using var client = await DialAsync(broker);

        await client.SendAsync(Connect(version, "refused"), Publish(version, "t", "x", 1), Publish(version, "t", "x", PubAckFlags, 1));

        var answer = Assert.Single(await client.ReadToEndAsync());
        Assert.Equal((PacketType.ConnAck, 0), (answer.Type, answer.Body[0]));
        Assert.Equal(version == MqttVersion.V500 ? 0x87 : 5, answer.Body[1]);
        Assert.Equal((0, 0L), (broker.Broker.Counters.Retained, broker.Broker.Counters.MessagesIn));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_ping_is_answered(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);

        await client.SendAsync([0xC0, 0]);

        Assert.Equal("PingResp 0 ", (await client.ReadAsync()).ToString());
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Nothing_is_read_after_a_goodbye(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);

        await client.SendAsync([0xE0, 0], Publish(version, "t", "late", 1));

        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(0, broker.Broker.Counters.Retained);
    }

    [Fact]
    public async Task Whoever_is_sent_away_hears_a_reason_and_no_session_expiry()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500, properties: [0x11, 0, 0, 0, 9]);

        await client.SendAsync([0x00, 0]);

        Assert.Equal("Disconnect 0 81", Assert.Single(await client.ReadToEndAsync()).ToString());
    }

    [Theory]
    [InlineData(new byte[] { 0x19, 1, 0x17, 0 })]
    [InlineData(new byte[] { 0x19, 0, 0x17, 0 })]
    public async Task No_response_information_no_reason_string_and_no_user_property_comes_from_the_broker(byte[] properties)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await DialAsync(broker);
        await client.SendAsync(Connect(MqttVersion.V500, "raw", properties: properties));
        var answer = await client.ReadAsync();
        Assert.Equal(MqttReasonCode.Success, ConnAckPacket.Decode(answer.Body, 0, MqttVersion.V500, out var connAck));
        Assert.Equal((null, null), (connAck.ResponseInformation, connAck.ReasonText));

        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "a#", 0), Publish(MqttVersion.V500, "t", "x", PubAckFlags, 2), Packet(0xA2, [0, 3, 0, .. Text("t")]), Packet(0x62, 0, 4));

        var answers = (await client.ReadToPongAsync()).Select(packet => packet.ToString());
        Assert.Equal(["SubAck 0 0001008F", "PubAck 0 000210", "UnsubAck 0 00030011", "PubComp 0 000492"], answers);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Without_a_session_a_new_one_begins_and_CONNACK_says_so(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        byte[] expiry = [0x11, 0, 0, 1, 0];

        Assert.Equal(0, await PresentAsync(broker, version, clean: false, expiry));
        Assert.Equal(1, await PresentAsync(broker, version, clean: false, expiry));
        Assert.Equal(0, await PresentAsync(broker, version, clean: true, expiry));
    }

    private static async Task<byte> PresentAsync(TestBroker broker, MqttVersion version, bool clean, byte[] properties)
    {
        await using var client = await DialAsync(broker);
        await client.SendAsync(Connect(version, "kept", clean, properties: properties));
        var present = (await client.ReadAsync()).Body[0];
        await client.SendAsync([0xE0, 0]);
        Assert.Empty(await client.ReadToEndAsync());
        return present;
    }
}
