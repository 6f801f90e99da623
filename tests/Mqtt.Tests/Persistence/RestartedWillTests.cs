using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Persistence;

/// <summary>
/// Wills and the end of the broker's process. A connection that it cut off did not say goodbye, so its will is due
/// [MQTT-3.1.2-8], after its delay counted from the restart; 3.1.1 §3.1.2.5 lets a server that failed publish it then.
/// </summary>
public sealed class RestartedWillTests
{
    [Theory, MemberData(nameof(TestStore.KindsAndVersions), MemberType = typeof(TestStore))]
    public async Task The_will_of_a_connection_that_the_crash_cut_off_is_published_after_the_restart(bool sqlite, MqttVersion version)
    {
        var clock = new ManualClock();
        await using var broker = await StoredBroker.StartAsync(sqlite, options => options.HostFilters = ["will/#"], clock: clock);
        await ConnectAsync(broker, version, delay: 0);

        var host = await CrashAsync(broker);
        clock.Advance(TimeSpan.FromSeconds(1));

        var will = await host.NextAsync();
        Assert.Equal(("will/t", "gone", "persistent"), (will.Topic, will.Payload, will.ClientId));
        Assert.Equal(1, broker.Broker.Counters.Retained);
        await broker.Broker.PublishAsync("barrier", "x"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);
        Assert.Equal(0, broker.Store.Count(MqttStoreKind.Will)); // once
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Its_delay_begins_with_the_restart_and_ends_when_the_client_is_back(bool sqlite)
    {
        var clock = new ManualClock();
        await using var broker = await StoredBroker.StartAsync(sqlite, options => options.HostFilters = ["will/#"], clock: clock);
        await ConnectAsync(broker, MqttVersion.V500, delay: 30, id: "late");
        await ConnectAsync(broker, MqttVersion.V500, delay: 30, id: "in time");

        var host = await CrashAsync(broker);
        clock.Advance(TimeSpan.FromSeconds(25));
        await ConnectAsync(broker, MqttVersion.V500, delay: 30, id: "in time");
        Assert.True(host.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("late", (await host.NextAsync()).ClientId);
        Assert.True(host.IsEmpty);
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_will_that_was_waiting_is_due_when_it_would_have_been(bool sqlite)
    {
        var clock = new ManualClock();
        await using var broker = await StoredBroker.StartAsync(sqlite, options => options.HostFilters = ["will/#"], clock: clock);
        var client = await ConnectAsync(broker, MqttVersion.V500, delay: 30);
        await client.DisconnectAsync(MqttReasonCode.DisconnectWithWill);
        await broker.Test.UntilAsync(() => broker.Broker.Counters.Connections == 0);
        clock.Advance(TimeSpan.FromSeconds(20));
        await broker.Broker.PublishAsync("barrier", "x"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);

        var host = await CrashAsync(broker);
        clock.Advance(TimeSpan.FromSeconds(8));
        Assert.True(host.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("gone", (await host.NextAsync()).Payload);
    }

    [Theory, MemberData(nameof(TestStore.KindsAndVersions), MemberType = typeof(TestStore))]
    public async Task A_will_that_its_client_took_back_is_not_published(bool sqlite, MqttVersion version)
    {
        var clock = new ManualClock();
        await using var broker = await StoredBroker.StartAsync(sqlite, options => options.HostFilters = ["will/#"], clock: clock);
        var client = await ConnectAsync(broker, version, delay: 0);
        await client.DisconnectAsync();
        await broker.Test.UntilAsync(() => broker.Broker.Counters.Connections == 0);
        await broker.Broker.PublishAsync("barrier", "x"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);

        var host = await CrashAsync(broker);
        clock.Advance(TimeSpan.FromSeconds(100));

        Assert.True(host.IsEmpty);
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_broker_that_is_stopped_in_order_leaves_its_wills_to_the_next_process(bool sqlite)
    {
        var clock = new ManualClock();
        var first = new Inbox();
        await using var broker = await StoredBroker.StartAsync(sqlite, options => options.HostFilters = ["will/#"], first, clock);
        await ConnectAsync(broker, MqttVersion.V500, delay: 0);
        var host = new Inbox();
        await broker.Broker.DisposeAsync();
        await broker.RestartAsync(host);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("gone", (await host.NextAsync()).Payload);
        Assert.True(first.IsEmpty);
    }

    private static async Task<Inbox> CrashAsync(StoredBroker broker)
    {
        var host = new Inbox();
        await broker.CrashAsync(host);
        return host;
    }

    private static Task<MqttClient> ConnectAsync(StoredBroker broker, MqttVersion version, uint delay, string id = "persistent") =>
        broker.Test.ConnectAsync(version, id, more: options =>
        {
            options.CleanStart = false;
            options.SessionExpiry = TimeSpan.FromHours(1);
            options.Will = new MqttWill { Topic = "will/t", Payload = "gone"u8.ToArray(), QoS = MqttQoS.AtLeastOnce, Retain = true, DelaySeconds = delay };
        });
}
