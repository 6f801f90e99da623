using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>What all clients together can make the broker hold.</summary>
public sealed class TotalLimitTests
{
    [Fact]
    public async Task The_queues_of_all_sessions_share_one_limit_and_what_is_over_is_counted()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumTotalQueuedBytes = 10_000 });
        foreach (var id in new[] { "a", "b", "c" })
        {
            await using var client = await PersistentAsync(broker, id);
            await client.SendAsync(Subscribe(MqttVersion.V500, 1, "t", 1));
            await client.ReadAsync();
        }
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);

        for (var i = 0; i < 10; i++) await broker.Broker.PublishAsync("t", new byte[900], MqttQoS.AtLeastOnce);

        Assert.InRange(broker.Broker.Counters.QueuedBytes, 9_000, 10_000);
        var kept = 30 - broker.Broker.Counters.Dropped(MqttDropReason.QueueFull);
        Assert.Equal(broker.Broker.Counters.QueuedBytes, kept * (900 + 1 + 96));
        await using var back = await PersistentAsync(broker, "a");
        await back.ReadToPongAsync();
        Assert.True(broker.Broker.Counters.QueuedBytes < kept * (900 + 1 + 96));
        foreach (var id in new[] { "a", "b", "c" }) await using (await ConnectAsync(broker, MqttVersion.V500, id)) { }
        Assert.Equal(0, broker.Broker.Counters.QueuedBytes);
    }

    [Fact]
    public async Task Subscriptions_of_all_sessions_share_one_limit_in_number_and_bytes()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumTotalSubscriptions = 3, MaximumTotalSubscriptionBytes = 20_000 });
        await using var first = await ConnectAsync(broker, MqttVersion.V500, "first");
        await using var second = await ConnectAsync(broker, MqttVersion.V500, "second");

        Assert.Equal(MqttReasonCode.GrantedQoS1, await SubscribeAsync(first, "a"));
        Assert.Equal(MqttReasonCode.QuotaExceeded, await SubscribeAsync(first, new string('x', 10_000)));
        Assert.Equal(MqttReasonCode.GrantedQoS1, await SubscribeAsync(second, "a"));
        Assert.Equal(MqttReasonCode.GrantedQoS1, await SubscribeAsync(second, "b"));
        Assert.Equal(MqttReasonCode.QuotaExceeded, await SubscribeAsync(first, "c"));
        Assert.Equal(MqttReasonCode.GrantedQoS1, await SubscribeAsync(second, "b")); // again is none more
        await second.SendAsync(Packet(0xE0));
        await second.ReadToEndAsync();
        await broker.UntilAsync(() => broker.Broker.Counters.Sessions == 1);
        Assert.Equal(MqttReasonCode.GrantedQoS1, await SubscribeAsync(first, "c"));
    }

    [Fact]
    public async Task A_topics_depth_counts_towards_the_bytes_of_retained_messages()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumRetainedBytes = 4_000 });
        for (var i = 0; i < 10; i++) await broker.Broker.PublishAsync($"{i}/a/b/c/d/e/f/g", "x"u8.ToArray(), retain: true);
        Assert.InRange(broker.Broker.Counters.Retained, 3, 5);
        Assert.Equal(10 - broker.Broker.Counters.Retained, broker.Broker.Counters.Dropped(MqttDropReason.RetainedFull));
        for (var i = 0; i < 10; i++) await broker.Broker.PublishAsync($"{i}/a/b/c/d/e/f/g", default, retain: true);
        await broker.Broker.PublishAsync("again", "x"u8.ToArray(), retain: true);
        Assert.Equal(1, broker.Broker.Counters.Retained);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_will_larger_than_allowed_is_refused(MqttVersion version)
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumWillSize = 100 });
        async Task<MqttReasonCode> TryAsync(int size) =>
            (await broker.Client(version, "c", more: options => options.Will = new MqttWill { Topic = "w", Payload = new byte[size] }).ConnectAsync()).ReasonCode;

        Assert.Equal(MqttReasonCode.Success, await TryAsync(99));
        Assert.True((await TryAsync(100)).IsFailure());
    }

    private static async Task<MqttReasonCode> SubscribeAsync(RawClient client, string filter)
    {
        await client.SendAsync(Subscribe(MqttVersion.V500, 1, filter, 1));
        return (MqttReasonCode)(await client.ReadAsync()).Body[^1];
    }

    private static async Task<RawClient> PersistentAsync(TestBroker broker, string id)
    {
        var client = await DialAsync(broker);
        await client.SendAsync(Connect(MqttVersion.V500, id, clean: false, properties: [0x11, 0, 0, 1, 0]));
        await client.ReadAsync();
        return client;
    }
}
