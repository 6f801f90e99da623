using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>A client that publishes more than it may is held back: what it has sent waits, and comes.</summary>
public sealed class ThrottleTests
{
    private readonly ManualClock _clock = new();

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task What_comes_after_the_measure_is_full_is_read_when_the_pause_is_over(MqttVersion version)
    {
        var throttle = new Measured(free: 2);
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { Throttle = _ => throttle }, clock: _clock);
        await using var client = await ConnectAsync(broker, version, "flood");

        await client.SendAsync([.. Publish(version, "a", "1", flags: 2, id: 1), .. Publish(version, "b", "2", flags: 2, id: 2), .. Publish(version, "c", "3", flags: 2, id: 3), .. Publish(version, "d", "4", flags: 2, id: 4)]);
        for (var i = 0; i < 3; i++) Assert.Equal(PacketType.PubAck, (await client.ReadAsync()).Type);
        await broker.UntilAsync(() => _clock.IsAwaited(Measured.Pause));
        Assert.Equal((1, 3), (broker.Broker.Counters.HeldBack, throttle.Topics.Length));

        _clock.Advance(Measured.Pause);

        Assert.Equal(PacketType.PubAck, (await client.ReadAsync()).Type);
        Assert.Equal(["a", "b", "c", "d"], throttle.Topics);
    }

    [Fact]
    public async Task Others_are_not_held_back_with_it()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { Throttle = peer => peer.ClientId == "flood" ? new Measured(free: 0) : null }, clock: _clock);
        await using var flood = await ConnectAsync(broker, MqttVersion.V311, "flood");
        await using var other = await ConnectAsync(broker, MqttVersion.V311, "other");
        await flood.SendAsync(Publish(MqttVersion.V311, "a", "1", flags: 2, id: 1));
        await broker.UntilAsync(() => broker.Broker.Counters.HeldBack == 1);

        await other.SendAsync(Publish(MqttVersion.V311, "b", "1", flags: 2, id: 1));

        Assert.Equal(PacketType.PubAck, (await other.ReadAsync()).Type);
    }

    [Fact]
    public async Task Who_is_held_back_is_not_taken_for_silent()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { Throttle = _ => new Measured(free: 0, TimeSpan.FromMinutes(10)) }, clock: _clock);
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "flood", more: options => options.KeepAlive = TimeSpan.FromSeconds(10));
        Assert.False((await client.PublishAsync("a", default, MqttQoS.AtLeastOnce)).IsFailure());
        await broker.UntilAsync(() => broker.Broker.Counters.HeldBack == 1);

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, broker.Broker.Counters.Connections);
    }

    [Fact]
    public async Task A_broker_that_stops_does_not_wait_for_the_pause()
    {
        var broker = await TestBroker.StartAsync(new MqttBrokerOptions { Throttle = _ => new Measured(free: 0) }, clock: _clock);
        await using var client = await ConnectAsync(broker, MqttVersion.V311, "flood");
        await client.SendAsync(Publish(MqttVersion.V311, "a", "1", flags: 2, id: 1));
        await broker.UntilAsync(() => broker.Broker.Counters.HeldBack == 1);

        await broker.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)); // on this clock no pause ends
    }

    private sealed class Measured(int free, TimeSpan? pause = null) : IMqttThrottle
    {
        public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.234);

        private readonly List<string> _topics = [];

        public string[] Topics
        {
            get { lock (_topics) return [.. _topics]; }
        }

        public TimeSpan Take(ReadOnlySpan<byte> topic, int bytes)
        {
            lock (_topics)
            {
                _topics.Add(System.Text.Encoding.UTF8.GetString(topic));
                return _topics.Count > free ? pause ?? Pause : TimeSpan.Zero;
            }
        }
    }
}
