using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>What no client may send, by section of the specification: answered with the reason in MQTT 5, closed in both.</summary>
public sealed class MalformedTests
{
    /// <summary>Section, bytes after an accepted CONNECT, and the reason that MQTT 5 is told.</summary>
    public static TheoryData<string, string, MqttReasonCode> InVersion5 => new()
    {
        { "1.5.4-1 topic is not UTF-8", "30 04 0002 C328 00", MqttReasonCode.MalformedPacket },
        { "1.5.4-1 topic has a surrogate", "30 07 0003 EDA080 00 78", MqttReasonCode.MalformedPacket },
        { "1.5.4-2 topic has U+0000", "30 05 0002 6100 00", MqttReasonCode.MalformedPacket },
        { "1.5.5 length goes on after four bytes", "30 FF FF FF FF 01", MqttReasonCode.MalformedPacket },
        { "1.5.5-1 length is not the shortest", "C0 80 00", MqttReasonCode.MalformedPacket },
        { "2.1.2 reserved packet type", "00 00", MqttReasonCode.MalformedPacket },
        { "2.1.3 flags of PINGREQ", "C1 00", MqttReasonCode.MalformedPacket },
        { "2.1.3 flags of PUBACK", "41 02 0001", MqttReasonCode.MalformedPacket },
        { "2.1.3 flags of DISCONNECT", "E1 00", MqttReasonCode.MalformedPacket },
        { "2.2.1-3 PUBLISH with identifier 0", "32 06 0001 61 0000 00", MqttReasonCode.ProtocolError },
        { "2.2.1-3 SUBSCRIBE with identifier 0", "82 07 0000 00 0001 61 00", MqttReasonCode.ProtocolError },
        { "2.2.1-3 UNSUBSCRIBE with identifier 0", "A2 06 0000 00 0001 61", MqttReasonCode.ProtocolError },
        { "2.2.2.2 unknown property", "30 06 0001 61 02 7E00", MqttReasonCode.MalformedPacket },
        { "2.2.2.2 property of another packet", "30 09 0001 61 05 1100000001", MqttReasonCode.MalformedPacket },
        { "2.2.2.2 property twice", "30 08 0001 61 04 0100 0100", MqttReasonCode.ProtocolError },
        { "2.2.2.2 property cut off", "30 06 0001 61 02 0200", MqttReasonCode.MalformedPacket },
        { "2.2.2.1 property length beyond the packet", "30 05 0001 61 05 01", MqttReasonCode.MalformedPacket },
        { "3.1.0-2 a second CONNECT", "10 0D 0004 4D515454 05 02 0000 00 0000", MqttReasonCode.ProtocolError },
        { "3.2 CONNACK from a client", "20 03 00 00 00", MqttReasonCode.ProtocolError },
        { "3.3.1-2 DUP with QoS 0", "38 04 0001 61 00", MqttReasonCode.MalformedPacket },
        { "3.3.1-4 QoS 3", "36 06 0001 61 0001 00", MqttReasonCode.MalformedPacket },
        { "3.3.2-2 wildcard in a topic", "30 04 0001 23 00", MqttReasonCode.TopicNameInvalid },
        { "3.3.2.1 no topic and no alias", "30 03 0000 00", MqttReasonCode.ProtocolError },
        { "3.3.2.3.2 payload format indicator 2", "30 06 0001 61 02 0102", MqttReasonCode.ProtocolError },
        { "3.3.2-8 topic alias 0", "30 07 0001 61 03 230000", MqttReasonCode.TopicAliasInvalid },
        { "3.3.2-9 topic alias beyond the maximum", "30 07 0001 61 03 23FFFF", MqttReasonCode.TopicAliasInvalid },
        { "3.3.2.3.4 topic alias that stands for nothing", "30 06 0000 03 230001", MqttReasonCode.ProtocolError },
        { "3.3.2-14 wildcard in a response topic", "30 08 0001 61 04 08 0001 2B", MqttReasonCode.ProtocolError },
        { "1.5.7-1 user property is not UTF-8", "30 0C 0001 61 08 26 0001 6B 0002 C328", MqttReasonCode.MalformedPacket },
        { "3.3.2-13 response topic is not UTF-8", "30 09 0001 61 05 08 0002 C328", MqttReasonCode.MalformedPacket },
        { "3.3.2-19 content type is not UTF-8", "30 09 0001 61 05 03 0002 C328", MqttReasonCode.MalformedPacket },
        { "3.3.4-6 subscription identifier from a client", "30 06 0001 61 02 0B01", MqttReasonCode.ProtocolError },
        { "3.4.2.1 PUBACK with a reason of another packet", "40 03 0001 92", MqttReasonCode.ProtocolError },
        { "3.5.2-1 PUBREC with a reason of another packet", "50 03 0001 92", MqttReasonCode.ProtocolError },
        { "3.6.1-1 flags of PUBREL", "60 02 0001", MqttReasonCode.MalformedPacket },
        { "3.6.2-1 PUBREL with a reason of another packet", "62 03 0001 10", MqttReasonCode.ProtocolError },
        { "3.7.2-1 PUBCOMP with a reason of another packet", "70 03 0001 10", MqttReasonCode.ProtocolError },
        { "3.8.3-1 filter is not UTF-8", "82 08 0001 00 0002 C328 00", MqttReasonCode.MalformedPacket },
        { "3.10.3-1 filter of UNSUBSCRIBE is not UTF-8", "A2 07 0001 00 0002 C328", MqttReasonCode.MalformedPacket },
        { "3.14.2-1 DISCONNECT with a reason that it does not know", "E0 01 10", MqttReasonCode.ProtocolError },
        { "3.8.1-1 flags of SUBSCRIBE", "80 07 0001 00 0001 61 00", MqttReasonCode.MalformedPacket },
        { "3.8.2.1.2 subscription identifier 0", "82 09 0001 02 0B00 0001 61 00", MqttReasonCode.ProtocolError },
        { "3.8.3-2 SUBSCRIBE without a filter", "82 03 0001 00", MqttReasonCode.ProtocolError },
        { "3.8.3.1 QoS 3 in SUBSCRIBE", "82 07 0001 00 0001 61 03", MqttReasonCode.MalformedPacket },
        { "3.8.3.1 retain handling 3", "82 07 0001 00 0001 61 30", MqttReasonCode.ProtocolError },
        { "3.8.3-5 reserved bits in SUBSCRIBE", "82 07 0001 00 0001 61 40", MqttReasonCode.MalformedPacket },
        { "3.8.3-4 no local on a shared subscription", "82 10 0001 00 000A 2473686172652F672F61 04", MqttReasonCode.ProtocolError },
        { "3.9 SUBACK from a client", "90 04 0001 00 00", MqttReasonCode.ProtocolError },
        { "3.10.1-1 flags of UNSUBSCRIBE", "A0 06 0001 00 0001 61", MqttReasonCode.MalformedPacket },
        { "3.10.3-2 UNSUBSCRIBE without a filter", "A2 03 0001 00", MqttReasonCode.ProtocolError },
        { "3.12 PINGREQ with a body", "C0 01 00", MqttReasonCode.MalformedPacket },
        { "3.13 PINGRESP from a client", "D0 00", MqttReasonCode.ProtocolError },
        { "3.14.2.2.2 session expiry where there was none", "E0 07 00 05 1100000001", MqttReasonCode.ProtocolError },
        { "3.15 AUTH without a method", "F0 00", MqttReasonCode.ProtocolError },
        { "3.3.2.1 topic longer than the packet", "30 03 0005 61", MqttReasonCode.MalformedPacket },
    };

    /// <summary>The same for MQTT 3.1.1, which closes without a word (§4.8).</summary>
    public static TheoryData<string, string> InVersion311 => new()
    {
        { "1.5.3-1 topic is not UTF-8", "30 04 0002 C328" },
        { "1.5.3-2 topic has U+0000", "30 04 0002 6100" },
        { "2.2.2-2 flags of PINGREQ", "C1 00" },
        { "2.2 reserved packet type 0", "00 00" },
        { "2.2 reserved packet type 15", "F0 00" },
        { "2.3.1-1 PUBLISH with identifier 0", "32 05 0001 61 0000" },
        { "3.1.0-2 a second CONNECT", "10 0C 0004 4D515454 04 02 0000 0000" },
        { "3.3.1-2 DUP with QoS 0", "38 03 0001 61" },
        { "3.3.1-4 QoS 3", "36 05 0001 61 0001" },
        { "3.3.2-2 wildcard in a topic", "30 03 0001 2B" },
        { "4.7.3-1 empty topic", "30 02 0000" },
        { "3.6.1-1 flags of PUBREL", "60 02 0001" },
        { "3.4 PUBACK that is too long", "40 03 0001 00" },
        { "3.8.1-1 flags of SUBSCRIBE", "80 06 0001 0001 61 00" },
        { "3.8.3-3 SUBSCRIBE without a filter", "82 02 0001" },
        { "3.8.3-4 QoS 3 in SUBSCRIBE", "82 06 0001 0001 61 03" },
        { "3.8.3-4 reserved bits in SUBSCRIBE", "82 06 0001 0001 61 04" },
        { "4.7.1-2 misplaced wildcard", "82 08 0001 0003 61622B 00" },
        { "3.8.3-1 filter is not UTF-8", "82 07 0001 0002 C328 00" },
        { "3.10.1-1 flags of UNSUBSCRIBE", "A0 05 0001 0001 61" },
        { "3.10.3-1 filter of UNSUBSCRIBE is not UTF-8", "A2 06 0001 0002 C328" },
        { "3.10.3-2 UNSUBSCRIBE without a filter", "A2 02 0001" },
        { "4.7.3-1 empty filter in UNSUBSCRIBE", "A2 04 0001 0000" },
        { "4.7.1-2 misplaced wildcard in UNSUBSCRIBE", "A2 06 0001 0002 612B" },
        { "3.14.1-1 flags of DISCONNECT", "E1 00" },
    };

    [Theory, MemberData(nameof(InVersion5))]
    public async Task A_version_5_client_is_told_why_it_is_disconnected(string section, string bytes, MqttReasonCode reason)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);

        await client.SendAsync(Bytes(bytes));

        var end = Assert.Single(await client.ReadToEndAsync());
        Assert.True(end.Type == PacketType.Disconnect && end.Body[0] == (byte)reason, $"{section}: {end}, expected {reason}");
    }

    [Theory, MemberData(nameof(InVersion311))]
    public async Task A_version_3_1_1_client_is_disconnected(string section, string bytes)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V311);

        await client.SendAsync(Bytes(bytes));

        var packets = await client.ReadToEndAsync();
        Assert.True(packets.Count == 0, $"{section}: {string.Join(", ", packets)}");
    }

    /// <summary>First packets and the code of the CONNACK that comes back before the end; null: none.</summary>
    public static TheoryData<string, string, byte?> FirstPackets => new()
    {
        { "3.1.0-1 another packet first", "C0 00", null },
        { "3.1.2-1 unknown protocol name", "10 0D 0004 4D515458 05 02 0000 00 0000", null },
        { "3.1.4-1 cut off before the version", "10 02 0004", null },
        { "2.1.3 flags of CONNECT", "11 0D 0004 4D515454 05 02 0000 00 0000", 0x81 },
        { "2.2.2-2 flags of CONNECT in 3.1.1", "11 0C 0004 4D515454 04 02 0000 0000", null },
        { "3.1.2-2 unknown version", "10 0D 0004 4D515454 06 02 0000 00 0000", 0x84 },
        { "3.1.2-2 version 3.1", "10 0E 0006 4D5149736470 03 02 0000 0000", 0x01 },
        { "3.1.2-3 reserved flag", "10 0D 0004 4D515454 05 03 0000 00 0000", 0x81 },
        { "3.1.2-3 reserved flag in 3.1.1", "10 0C 0004 4D515454 04 03 0000 0000", null },
        { "3.1.2-12 will QoS 3", "10 13 0004 4D515454 05 1E 0000 00 0000 00 0001 61 0000", 0x81 },
        { "3.1.2-11 will QoS without a will", "10 0D 0004 4D515454 05 0A 0000 00 0000", 0x81 },
        { "3.1.2-13 will retain without a will", "10 0D 0004 4D515454 05 22 0000 00 0000", 0x81 },
        { "3.1.2-22 password without a user in 3.1.1", "10 0F 0004 4D515454 04 42 0000 0000 0001 61", null },
        { "3.1.2.11.3 receive maximum 0", "10 10 0004 4D515454 05 02 0000 03 210000 0000", 0x82 },
        { "3.1.2.11.4 maximum packet size 0", "10 12 0004 4D515454 05 02 0000 05 2700000000 0000", 0x82 },
        { "3.1.2-24 a maximum packet size that CONNACK does not fit in", "10 12 0004 4D515454 05 02 0000 05 2700000002 0000", null },
        { "3.1.3.2.6 will with an empty response topic", "10 16 0004 4D515454 05 06 0000 00 0000 03 080000 0001 61 0000", 0x82 },
        { "3.1.2.11.10 authentication data without a method", "10 11 0004 4D515454 05 02 0000 04 16 0001 61 0000", 0x82 },
        { "4.12 a method that is not offered", "10 11 0004 4D515454 05 02 0000 04 15 0001 61 0000", 0x8C },
        { "3.1.3-8 no identifier and no clean session in 3.1.1", "10 0C 0004 4D515454 04 00 0000 0000", 0x02 },
        { "3.1.2-17 a user name is missing", "10 0D 0004 4D515454 05 82 0000 00 0000", 0x81 },
        { "3.1.2-19 a password is missing", "10 0D 0004 4D515454 05 42 0000 00 0000", 0x81 },
        { "3.1.2-16 a user name that no flag announces", "10 0F 0004 4D515454 04 02 0000 0000 0000", null },
        { "3.1.2-18 a password that no flag announces", "10 12 0004 4D515454 04 82 0000 0000 0001 61 0001 62", null },
        { "3.1.2-9 a will is missing", "10 0D 0004 4D515454 05 06 0000 00 0000", 0x81 },
        { "3.1.3-4 identifier is not UTF-8", "10 0F 0004 4D515454 05 02 0000 00 0002 C328", 0x81 },
        { "3.1.3-11 will topic is not UTF-8", "10 14 0004 4D515454 05 06 0000 00 0000 00 0002 C328 0000", 0x81 },
        { "3.1.3-12 user name is not UTF-8", "10 11 0004 4D515454 05 82 0000 00 0000 0002 C328", 0x81 },
        { "3.1.3-4 identifier is not UTF-8 in 3.1.1", "10 0E 0004 4D515454 04 02 0000 0002 C328", null },
        { "3.1.3 a field is missing", "10 0B 0004 4D515454 05 82 0000 00", 0x81 },
        { "3.1.3 bytes too many", "10 0E 0004 4D515454 05 02 0000 00 0000 00", 0x81 },
        { "3.2.2-6 will topic with a wildcard in 3.1.1", "10 11 0004 4D515454 04 06 0000 0000 0001 23 0000", null },
        { "3.2.2-6 will without a topic in 3.1.1", "10 10 0004 4D515454 04 06 0000 0000 0000 0000", null },
        { "3.1.3-11 will topic with a wildcard", "10 13 0004 4D515454 05 06 0000 00 0000 00 0001 23 0000", 0x90 },
    };

    [Theory, MemberData(nameof(FirstPackets))]
    public async Task A_client_that_cannot_be_accepted_is_told_by_CONNACK_where_it_understands_one(string section, string bytes, byte? code)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await DialAsync(broker);

        await client.SendAsync(Bytes(bytes));

        var packets = await client.ReadToEndAsync();
        var answer = packets.Count == 1 && packets[0].Type == PacketType.ConnAck ? packets[0].Body[1] : (byte?)null;
        Assert.True(packets.Count == (code is null ? 0 : 1) && answer == code, $"{section}: {string.Join(", ", packets)}");
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_packet_beyond_the_limit_is_refused_by_its_length(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumPacketSize = 100 });
        await using var client = await ConnectAsync(broker, version);

        await client.SendAsync([0x30, 99]); // the body need not come

        var packets = await client.ReadToEndAsync();
        if (version == MqttVersion.V500) Assert.Equal((byte)MqttReasonCode.PacketTooLarge, Assert.Single(packets).Body[0]);
        else Assert.Empty(packets);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Packets_are_understood_when_they_come_byte_by_byte(MqttVersion version)
    {
        var host = new Inbox();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var client = await DialAsync(broker);
        foreach (var one in Connect(version, "slow")) await client.SendAsync([one]);
        Assert.Equal(PacketType.ConnAck, (await client.ReadAsync()).Type);

        foreach (var one in Publish(version, "a/b", new string('x', 200), 2, 7)) await client.SendAsync([one]);

        Assert.Equal(200, (await host.NextAsync()).Payload.Length);
        Assert.Equal(7, (await client.ReadAsync()).FirstNumber);
    }

    [Fact]
    public async Task A_version_5_client_is_told_which_filter_of_an_UNSUBSCRIBE_cannot_be_one()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);

        await client.SendAsync(Bytes("A2 0A 0001 00 0001 61 0002 612B"));

        Assert.Equal([0, 1, 0, (byte)MqttReasonCode.NoSubscriptionExisted, (byte)MqttReasonCode.TopicFilterInvalid], (await client.ReadAsync()).Body);
    }

    [Fact]
    public async Task An_answer_that_the_client_does_not_accept_in_its_size_ends_the_connection()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500, properties: [0x27, 0, 0, 0, 40]);
        var filters = Enumerable.Range(0, 40).SelectMany(i => Text($"{i:00}").Append((byte)0));

        await client.SendAsync(Packet(0x82, [0, 1, 0, .. filters]));

        var end = Assert.Single(await client.ReadToEndAsync());
        Assert.Equal((PacketType.Disconnect, (byte)MqttReasonCode.PacketTooLarge), (end.Type, end.Body[0]));
    }

    [Fact]
    public async Task A_client_that_is_still_sending_is_not_reset_before_it_can_read_why()
    {
        byte[] flood = [.. Enumerable.Repeat(Publish(MqttVersion.V500, "t", new string('x', 1000)), 8_000).SelectMany(packet => packet)];
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, MqttVersion.V500);

        await client.SendAsync(Bytes("C1 00"), flood); // at once: the broker waits for more only so long

        var end = await client.ReadAsync();
        Assert.Equal((PacketType.Disconnect, (byte)MqttReasonCode.MalformedPacket), (end.Type, end.Body[0]));
        Assert.Null(await client.TryReadAsync());
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
