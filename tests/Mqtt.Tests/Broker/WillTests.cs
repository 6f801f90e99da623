using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>When a will is published and when not (5.0 §3.1.2.5, §3.1.3.2.2, §3.14.4).</summary>
public sealed class WillTests
{
    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_will_is_published_at_once_when_the_connection_breaks(MqttVersion version)
    {
        var (broker, host, _) = await StartAsync();
        await using var closing = broker;
        var client = await MortalAsync(broker, version);

        client.Abort();

        var will = await host.NextAsync();
        Assert.Equal(("will/m", "gone", "mortal"), (will.Topic, will.Payload, will.ClientId));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_will_reaches_subscribers_and_stays_when_it_is_to_be_retained(MqttVersion version)
    {
        var (broker, host, _) = await StartAsync();
        await using var closing = broker;
        var inbox = new Inbox();
        var watcher = await broker.ConnectAsync(version, "watcher", inbox);
        await watcher.SubscribeAsync([new MqttSubscription("will/#", MqttQoS.AtLeastOnce)]);
        (await MortalAsync(broker, version, retain: true)).Abort();
        Assert.False((await inbox.NextAsync()).Retain);
        await host.NextAsync();

        await watcher.SubscribeAsync([new MqttSubscription("will/#", MqttQoS.AtLeastOnce)]);

        Assert.True((await inbox.NextAsync()).Retain);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task No_will_is_published_after_a_normal_goodbye(MqttVersion version)
    {
        var (broker, host, clock) = await StartAsync();
        await using var closing = broker;
        var client = await MortalAsync(broker, version);

        await client.DisconnectAsync();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.True(host.IsEmpty);
    }

    [Fact]
    public async Task A_client_may_leave_with_its_will()
    {
        var (broker, host, _) = await StartAsync();
        await using var closing = broker;
        var client = await MortalAsync(broker, MqttVersion.V500);

        await client.DisconnectAsync(MqttReasonCode.DisconnectWithWill);

        Assert.Equal("gone", (await host.NextAsync()).Payload);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_half_open_connection_is_found_out_after_one_and_a_half_keep_alives(MqttVersion version)
    {
        var (broker, host, clock) = await StartAsync();
        await using var closing = broker;
        await MortalAsync(broker, version, keepAlive: 10);

        clock.Advance(TimeSpan.FromSeconds(14));
        Assert.True(host.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(2));
        await broker.UntilAsync(() => // a busy broker may not be back at its socket yet, and its clients are not silent for that
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return !host.IsEmpty;
        });

        Assert.Equal("gone", (await host.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_delayed_will_waits_for_its_delay()
    {
        var (broker, host, clock) = await StartAsync();
        await using var closing = broker;
        var client = await MortalAsync(broker, MqttVersion.V500, delay: 30, expiry: 100);
        client.Abort();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.True(host.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("gone", (await host.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_delayed_will_is_published_when_the_session_ends_first()
    {
        var (broker, host, clock) = await StartAsync();
        await using var closing = broker;
        var client = await MortalAsync(broker, MqttVersion.V500, delay: 300, expiry: 10);
        client.Abort();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);

        clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("gone", (await host.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_delayed_will_is_forgotten_when_the_client_comes_back_in_time()
    {
        var (broker, host, clock) = await StartAsync();
        await using var closing = broker;
        var client = await MortalAsync(broker, MqttVersion.V500, delay: 30, expiry: 100);
        client.Abort();
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);
        clock.Advance(TimeSpan.FromSeconds(20));

        var back = await broker.ConnectAsync(MqttVersion.V500, "mortal", more: options => (options.CleanStart, options.KeepAlive) = (false, TimeSpan.Zero));
        clock.Advance(TimeSpan.FromSeconds(100));

        Assert.True(host.IsEmpty);
        Assert.True(back.IsConnected);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_will_is_published_when_another_connection_takes_the_clients_place(MqttVersion version)
    {
        var (broker, host, _) = await StartAsync();
        await using var closing = broker;
        var first = await MortalAsync(broker, version);

        await broker.ConnectAsync(version, "mortal");

        Assert.Equal("gone", (await host.NextAsync()).Payload);
        Assert.True((await first.Closed).ByPeer);
    }

    [Fact]
    public async Task A_will_without_permission_is_dropped_and_counted()
    {
        var host = new Inbox();
        var options = new MqttBrokerOptions
        {
            HostFilters = ["#"],
            AuthorizePublish = (_, topic, _, _) => topic.StartsWith("will/"u8) ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success,
        };
        await using var broker = await TestBroker.StartAsync(options, host);
        (await MortalAsync(broker, MqttVersion.V500)).Abort();

        await broker.UntilAsync(() => broker.Broker.Counters.Dropped(MqttDropReason.NotAuthorized) == 1);

        Assert.True(host.IsEmpty);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_broker_that_stops_publishes_no_wills_and_says_goodbye(MqttVersion version)
    {
        var (broker, host, _) = await StartAsync();
        var client = await MortalAsync(broker, version);

        await broker.Broker.DisposeAsync();

        var end = await client.Closed;
        Assert.Equal(version == MqttVersion.V500 ? MqttReasonCode.ServerShuttingDown : MqttReasonCode.UnspecifiedError, end.Reason);
        Assert.True(host.IsEmpty);
    }

    [Fact]
    public async Task A_will_carries_its_properties()
    {
        var (broker, host, _) = await StartAsync();
        await using var closing = broker;
        var inbox = new Inbox();
        var watcher = await broker.ConnectAsync(MqttVersion.V500, "watcher", inbox);
        await watcher.SubscribeAsync([new MqttSubscription("will/#")]);
        var properties = new MqttMessageProperties { ContentType = "text/plain", MessageExpiry = TimeSpan.FromSeconds(60), UserProperties = [new("why", "power")] };
        (await MortalAsync(broker, MqttVersion.V500, properties: properties)).Abort();

        var will = await inbox.NextAsync();

        Assert.Equal("text/plain", will.PropertyList.ContentType);
        Assert.Equal(TimeSpan.FromSeconds(60), will.PropertyList.MessageExpiry);
        Assert.Equal([new("why", "power")], will.PropertyList.UserProperties);
        await host.NextAsync();
    }

    private static async Task<(TestBroker Broker, Inbox Host, ManualClock Clock)> StartAsync()
    {
        var host = new Inbox();
        var clock = new ManualClock();
        return (await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["will/#"] }, host, clock), host, clock);
    }

    private static Task<MqttClient> MortalAsync(
        TestBroker broker, MqttVersion version, bool retain = false, uint delay = 0, int expiry = 0, int keepAlive = 0, MqttMessageProperties? properties = null) =>
        broker.ConnectAsync(version, "mortal", more: options =>
        {
            options.KeepAlive = TimeSpan.FromSeconds(keepAlive);
            options.SessionExpiry = TimeSpan.FromSeconds(expiry);
            options.Will = new MqttWill { Topic = "will/m", Payload = "gone"u8.ToArray(), QoS = MqttQoS.AtLeastOnce, Retain = retain, DelaySeconds = delay, Properties = properties };
        });
}
