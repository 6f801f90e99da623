using System.Text;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>Who may do what, and how much of it.</summary>
public sealed class LimitTests
{
    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task The_authentication_hook_sees_who_connects_and_decides(MqttVersion version)
    {
        var options = new MqttBrokerOptions
        {
            Authenticate = (peer, password, _) => new(
                peer is { ClientId: "c", User: "anna", RemoteEndPoint: not null } && peer.Version == version && password.Span.SequenceEqual("right"u8)
                    ? MqttReasonCode.Success
                    : MqttReasonCode.BadUserNameOrPassword),
        };
        await using var broker = await TestBroker.StartAsync(options);
        async Task<MqttConnectResult> TryAsync(string password) => await broker.Client(version, "c", more: client => (client.User, client.Password) = ("anna", password)).ConnectAsync();

        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, (await TryAsync("wrong")).ReasonCode);
        Assert.Equal(MqttReasonCode.Success, (await TryAsync("right")).ReasonCode);
        Assert.Equal(1, broker.Broker.Counters.Refused);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_publish_that_is_not_allowed_goes_nowhere(MqttVersion version)
    {
        var host = new Inbox();
        var options = new MqttBrokerOptions
        {
            HostFilters = ["#"],
            AuthorizePublish = (peer, topic, _, _) => Encoding.UTF8.GetString(topic) == $"own/{peer.ClientId}" ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized,
        };
        await using var broker = await TestBroker.StartAsync(options, host);
        var client = await broker.ConnectAsync(version, "c");

        var refused = await client.PublishAsync("own/other", "x"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);
        await client.PublishAsync("own/c", "y"u8.ToArray(), MqttQoS.AtLeastOnce);

        Assert.Equal(version == MqttVersion.V500 ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success, refused);
        Assert.Equal("own/c", (await host.NextAsync()).Topic);
        Assert.Equal(1, broker.Broker.Counters.Dropped(MqttDropReason.NotAuthorized));
        Assert.Equal(0, broker.Broker.Counters.Retained);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_subscribe_is_refused_filter_by_filter(MqttVersion version)
    {
        var options = new MqttBrokerOptions
        {
            MaximumSubscriptions = 2,
            AuthorizeSubscribe = (_, filter, _) => filter == "secret" ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success,
        };
        await using var broker = await TestBroker.StartAsync(options);
        var client = await broker.ConnectAsync(version, "c");

        var reasons = await client.SubscribeAsync([new("a"), new("secret", MqttQoS.AtLeastOnce), new("$share/g/secret"), new("b", MqttQoS.ExactlyOnce), new("c")]);

        var (secret, full) = version == MqttVersion.V500 ? (MqttReasonCode.NotAuthorized, MqttReasonCode.QuotaExceeded) : (MqttReasonCode.UnspecifiedError, MqttReasonCode.UnspecifiedError);
        Assert.Equal([MqttReasonCode.GrantedQoS0, secret, secret, MqttReasonCode.GrantedQoS2, full], reasons);
    }

    [Fact]
    public async Task A_connection_too_many_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumConnections = 1 });
        await broker.ConnectAsync(MqttVersion.V500, "one");

        Assert.Equal(MqttReasonCode.ServerBusy, (await broker.Client(MqttVersion.V500, "two").ConnectAsync()).ReasonCode);
        Assert.Equal(MqttReasonCode.ServerUnavailable, (await broker.Client(MqttVersion.V311, "two").ConnectAsync()).ReasonCode);
    }

    [Fact]
    public async Task A_session_too_many_is_refused_and_those_there_are_go_on()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumSessions = 1 });
        await broker.ConnectAsync(MqttVersion.V500, "one");

        Assert.Equal(MqttReasonCode.QuotaExceeded, (await broker.Client(MqttVersion.V500, "two").ConnectAsync()).ReasonCode);
        await broker.ConnectAsync(MqttVersion.V500, "one");
    }

    [Fact]
    public async Task A_connection_that_never_says_CONNECT_is_closed()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { ConnectTimeout = TimeSpan.FromSeconds(10) }, clock: clock);
        await using var client = await DialAsync(broker);
        await client.SendAsync(Connect(MqttVersion.V500, "half")[..5]);
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 1);

        await broker.UntilAsync(() => // it is counted before the broker looks after it
        {
            clock.Advance(TimeSpan.FromSeconds(11));
            return broker.Broker.Counters.Connections == 0;
        });

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Topics_and_filters_deeper_than_allowed_are_refused()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumTopicLevels = 3 });
        await using var client = await ConnectAsync(broker, MqttVersion.V500);

        await client.SendAsync(Subscribe(MqttVersion.V500, 1, "a/b/c/d", 0));
        Assert.Equal([0, 1, 0, 0x8F], (await client.ReadAsync()).Body);
        await client.SendAsync(Publish(MqttVersion.V500, "a/b/c/d", "x"));

        Assert.Equal((byte)MqttReasonCode.TopicNameInvalid, Assert.Single(await client.ReadToEndAsync()).Body[0]);
    }

    [Fact]
    public async Task A_disposed_broker_listens_no_longer()
    {
        var broker = await TestBroker.StartAsync();
        var endpoint = broker.Listener.EndPoint;
        await broker.Broker.DisposeAsync();

        await using var client = new MqttClient(new MqttClientOptions { Port = endpoint.Port });

        await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_closed_listener_lets_the_connections_that_stand_go_on(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await ConnectAsync(broker, version);

        await broker.Listener.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        await client.SendAsync(Subscribe(version, 1, "t", 1));
        Assert.Equal(PacketType.SubAck, (await client.ReadAsync()).Type);
        await broker.Broker.PublishAsync("t", new byte[100_000], MqttQoS.AtLeastOnce);
        Assert.Equal(PacketType.Publish, (await client.ReadAsync()).Type);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => DialAsync(broker));
    }

    [Fact]
    public async Task The_brokers_limits_reach_the_client()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { ReceiveMaximum = 7, MaximumPacketSize = 5000, TopicAliasMaximum = 3 });

        var limits = await broker.Client(MqttVersion.V500, "c").ConnectAsync();

        Assert.Equal((7, 5000u, 3), (limits.ReceiveMaximum, limits.MaximumPacketSize, limits.TopicAliasMaximum));
    }

    [Fact]
    public async Task A_client_does_not_send_what_the_broker_would_not_take()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumPacketSize = 200 });
        var client = await broker.ConnectAsync(MqttVersion.V500);

        Assert.Equal(MqttReasonCode.PacketTooLarge, await client.PublishAsync("t", new byte[200]));
        Assert.Equal(MqttReasonCode.PacketTooLarge, await client.PublishAsync("t", new byte[200], MqttQoS.AtLeastOnce));
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await client.PublishAsync("t", new byte[100], MqttQoS.AtLeastOnce));
    }
}
