using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>The broker's name is looked up for every connection; an address needs nobody.</summary>
public sealed class BrokerAddressTests
{
    private const string Broker = "broker.lan";

    private readonly Bench _bench = new(broker: Broker);

    [Fact]
    public void A_broker_that_moved_is_found_at_the_next_connection()
    {
        _bench.Names.Known[Broker] = "10.0.0.2";
        _bench.GoOnline();
        _bench.Names.Known[Broker] = "10.0.0.3";
        _bench.Mqtt.Break();
        _bench.GoOnline();
        Assert.Equal(["10.0.0.2", "10.0.0.3"], _bench.Mqtt.Openings.Select(o => o.Address));
    }

    [Fact]
    public void A_name_that_is_not_found_is_named_in_the_log_and_in_the_account_and_no_connection_is_tried()
    {
        _bench.RunLink(30_000);
        Assert.Empty(_bench.Mqtt.Openings);
        Assert.Contains(_bench.Sink.Lines, l => l.StartsWith("warning", StringComparison.Ordinal) && l.Contains("link: no_dns, \"broker.lan\" not found, no such name; next attempt in"));
        _bench.Names.Known[Broker] = "10.0.0.2";
        _bench.GoOnline();
        _bench.RunLink(0);
        var faults = _bench.Mqtt.Of("heartbeat").Single().Json.GetProperty("link_faults");
        Assert.Equal(_bench.Names.Questions - 1, faults.GetProperty("no_dns").GetInt32());
        Assert.Single(faults.EnumerateObject());
    }

    [Fact]
    public void Names_that_are_never_found_make_the_board_join_afresh_and_wait_with_jitter()
    {
        _bench.RunLink(300_000);
        Assert.True(_bench.Wifi.Disconnects >= 1);
        // 1, 2, 4 … 60 s between the questions: chance is at its worst here.
        Assert.InRange(_bench.Names.Questions, 9, 12);
    }

    [Fact]
    public void An_address_is_not_looked_up()
    {
        var bench = new Bench(broker: "192.168.0.255").GoOnline();
        Assert.Equal((0, "192.168.0.255"), (bench.Names.Questions, bench.Mqtt.Openings.Single().Address));
    }

    [Theory]
    [InlineData("10.0.0.2", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("10.0.0.256", false)]
    [InlineData("10.0.0", false)]
    [InlineData("10.0.0.2.nip.io", false)]
    [InlineData("1.2.3.x", false)]
    [InlineData("10..0.2", false)]
    [InlineData("10.0.0.-2", false)]
    [InlineData("", false)]
    public void Four_numbers_are_an_address_and_all_else_is_a_name(string host, bool numeric) => Assert.Equal(numeric, BrokerAddress.IsNumeric(host));
}
