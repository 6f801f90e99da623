using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>The broker's figures below $SYS/broker, by Mosquitto's names.</summary>
public sealed class StatisticsTests
{
    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task The_figures_are_retained_and_follow_what_happens(MqttVersion version)
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(clock: clock);
        var client = await broker.ConnectAsync(version, "c", new Inbox());
        await client.SubscribeAsync([new MqttSubscription("t", MqttQoS.AtLeastOnce)]);
        for (var i = 0; i < 3; i++) await client.PublishAsync("t", "0123456789"u8.ToArray(), MqttQoS.AtLeastOnce);
        await broker.Broker.PublishAsync("kept", "x"u8.ToArray(), retain: true);
        clock.Advance(TimeSpan.FromSeconds(60.5)); // the first came after half a second, with the first sweep

        var figures = await ReadAsync(broker, version);

        Assert.StartsWith("Nanofleet.Mqtt ", figures["version"], StringComparison.Ordinal);
        Assert.Equal("60 seconds", figures["uptime"]);
        Assert.Equal("1", figures["clients/connected"]);
        Assert.Equal("1", figures["clients/maximum"]);
        Assert.Equal("1", figures["subscriptions/count"]);
        Assert.Equal("1", figures["retained messages/count"]);
        Assert.Equal("3", figures["publish/messages/received"]);
        Assert.Equal("3", figures["publish/messages/sent"]);
        Assert.InRange(int.Parse(figures["messages/received"]), 5, 8); // CONNECT, SUBSCRIBE, 3 PUBLISH, and what it answered by then
        Assert.InRange(int.Parse(figures["bytes/received"]), 3 * 17, 300);
        Assert.True(double.Parse(figures["load/publish/received/1min"], System.Globalization.CultureInfo.InvariantCulture) is > 0.5 and < 3);
        Assert.Equal(1, broker.Broker.Counters.Retained); // the figures take no room from others
    }

    [Fact]
    public async Task Clients_may_not_publish_there()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync(MqttVersion.V500);
        Assert.Equal(MqttReasonCode.NotAuthorized, await client.PublishAsync("$SYS/broker/uptime", "x"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true));
    }

    [Fact]
    public async Task An_interval_of_zero_turns_them_off()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { StatisticsInterval = TimeSpan.Zero }, clock: clock);
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await ReadAsync(broker, MqttVersion.V500));
    }

    private static async Task<Dictionary<string, string>> ReadAsync(TestBroker broker, MqttVersion version)
    {
        await using var looker = await RawClient.ConnectAsync(broker, version, "looker");
        await looker.SendAsync(RawClient.Subscribe(version, 1, "$SYS/#", 0));
        await looker.ReadAsync();
        return (await looker.ReadToPongAsync()).Select(packet => packet.AsPublish(version)).ToDictionary(message => message.Topic["$SYS/broker/".Length..], message => message.Payload);
    }
}
