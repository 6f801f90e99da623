using System.Net;
using System.Net.Sockets;
using Nanofleet.Mqtt.Broker;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Transports;

/// <summary>How many connections a broker lets in, how fast, and from where.</summary>
public sealed class ConnectionRateTests
{
    private readonly ManualClock _clock = new();
    private readonly MqttBrokerCounters _counters = new();

    [Fact]
    public void A_burst_is_let_in_at_once_and_then_so_many_a_second()
    {
        var gate = Gate(options => options.ConnectionRate = new MqttRate(2, 5));

        Assert.Equal(5, Enter(gate, 20));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Enter(gate, 20));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(5, Enter(gate, 20));

        Assert.Equal(60 - 12, _counters.Throttled);
    }

    [Fact]
    public void One_address_that_floods_does_not_use_up_what_the_others_have()
    {
        var gate = Gate(options => (options.ConnectionRate, options.ConnectionRatePerAddress) = (new MqttRate(10, 10), new MqttRate(1, 3)));

        Assert.Equal(3, Enter(gate, 1000, "10.0.0.1"));
        Assert.Equal(3, Enter(gate, 1000, "10.0.0.2"));
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_count_as_one()
    {
        var gate = Gate(options => options.ConnectionRatePerAddress = new MqttRate(1, 3));

        Assert.Equal(2, Enter(gate, 2, "2001:db8::1"));
        Assert.Equal(1, Enter(gate, 2, "2001:db8::2"));
        Assert.Equal(2, Enter(gate, 2, "2001:db8:0:1::1"));
    }

    [Fact]
    public void An_IPv4_address_is_the_same_when_an_IPv6_socket_shows_it()
    {
        var gate = Gate(options => options.ConnectionRatePerAddress = new MqttRate(1, 3));

        Assert.Equal(3, Enter(gate, 3, "10.0.0.1"));
        Assert.Equal(0, Enter(gate, 3, "::ffff:10.0.0.1"));
    }

    [Fact]
    public void Addresses_beyond_those_remembered_share_one_measure()
    {
        var gate = Gate(options => options.ConnectionRatePerAddress = new MqttRate(0.001, 1));
        for (var i = 0; i < 10_000; i++) Assert.Equal(1, Enter(gate, 1, $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}"));

        Assert.Equal(1, Enter(gate, 2, "11.0.0.1"));
        Assert.Equal(0, Enter(gate, 2, "11.0.0.2"));
        _clock.Advance(TimeSpan.FromSeconds(1001));
        Assert.Equal(1, Enter(gate, 2, "11.0.0.2"));
        Assert.Equal(1, Enter(gate, 2, "11.0.0.3"));
    }

    [Fact]
    public async Task Connections_beyond_the_rate_are_dropped_and_counted()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { ConnectionRatePerAddress = new MqttRate(1, 2) }, null, _clock);
        for (var i = 0; i < 2; i++) await broker.ConnectAsync(MqttVersion.V500);

        await AssertDroppedAsync(broker);
        Assert.Equal(1, broker.Broker.Counters.Throttled);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await broker.ConnectAsync(MqttVersion.V500);
    }

    [Fact]
    public async Task Connections_that_have_not_said_CONNECT_are_bounded_and_those_that_have_do_not_count()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumHalfOpenConnections = 2 }, null, _clock);
        for (var i = 0; i < 5; i++) await broker.ConnectAsync(MqttVersion.V500);
        await using var one = await RawClient.DialAsync(broker);
        await using var two = await RawClient.DialAsync(broker);
        await broker.UntilAsync(() => broker.Broker.Counters.HalfOpen == 2);

        await AssertDroppedAsync(broker);
        Assert.Equal(1, broker.Broker.Counters.Throttled);

        _clock.Advance(TimeSpan.FromSeconds(11)); // too late for their CONNECT
        Assert.Empty(await one.ReadToEndAsync());
        await broker.UntilAsync(() => broker.Broker.Counters.HalfOpen == 0);
        await broker.ConnectAsync(MqttVersion.V500);
    }

    private static async Task AssertDroppedAsync(TestBroker broker)
    {
        try
        {
            await using var client = await RawClient.DialAsync(broker);
            Assert.Empty(await client.ReadToEndAsync());
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return; // dropped while still connecting
        }
    }

    private ConnectionGate Gate(Action<MqttBrokerOptions> more)
    {
        var options = new MqttBrokerOptions { MaximumHalfOpenConnections = int.MaxValue };
        more(options);
        return new ConnectionGate(options, _clock, _counters);
    }

    private static int Enter(ConnectionGate gate, int attempts, string address = "10.0.0.1") =>
        Enumerable.Range(0, attempts).Count(_ => gate.TryEnter(new IPEndPoint(IPAddress.Parse(address), 1234)));
}
