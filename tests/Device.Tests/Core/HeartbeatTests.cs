using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>Heartbeats are the account of the time between them.</summary>
public sealed class HeartbeatTests
{
    private readonly Bench _bench = new();

    private FakeMqtt Mqtt => _bench.Mqtt;

    [Fact]
    public void The_heartbeat_gives_account_of_readings_and_link()
    {
        _bench.GoOnline();
        _bench.Take(3);
        _bench.RunLink(10_000);
        Mqtt.Break();
        _bench.GoOnline();
        _bench.RunLink(0);
        var beats = Mqtt.Of("heartbeat").Select(m => m.Json).ToArray();
        Assert.Equal(2, beats.Length);
        var last = beats[^1];
        Assert.Equal((3, 3, 0, 1), (last.GetProperty("taken").GetInt32(), last.GetProperty("stored").GetInt32(), last.GetProperty("waiting").GetInt32(), last.GetProperty("reconnects").GetInt32()));
        Assert.Equal(10_000, last.GetProperty("connected_ms").GetInt32());
        Assert.True(last.GetProperty("expected_ms").GetInt32() > 10_500);
        Assert.Equal(54321, last.GetProperty("free_memory").GetInt32());
        _bench.RunLink(90_000);
        Assert.Equal(5, Mqtt.Of("heartbeat").Count());
    }

    [Fact]
    public void The_heartbeat_tells_of_its_interval_and_not_of_the_one_before()
    {
        _bench.Board.FreeMemory = 9000;
        new VitalSigns(_bench.Board, _bench.Clock, _bench.Wifi, _bench.Vitals).Read(new ReadingList());
        _bench.Board.FreeMemory = 50_000;
        Mqtt.RefusesOpening = "away";
        _bench.RunLink(3000);
        Mqtt.RefusesOpening = null;
        _bench.GoOnline();
        _bench.RunLink(0);
        var first = Mqtt.Of("heartbeat").Single().Json;
        Assert.Equal((9000, 50_000), (first.GetProperty("free_memory_min").GetInt32(), first.GetProperty("free_memory").GetInt32()));
        Assert.Equal((-61, -61), (first.GetProperty("rssi_min").GetInt32(), first.GetProperty("rssi_mean").GetInt32()));
        var refused = first.GetProperty("link_faults").GetProperty("no_broker").GetInt32();
        Assert.Equal(Mqtt.Openings.Count - 1, refused);

        _bench.Take(3);
        _bench.RunLink(30_000);
        var second = Mqtt.Of("heartbeat").Last().Json;
        Assert.Equal((50_000, 30_000), (second.GetProperty("free_memory_min").GetInt32(), second.GetProperty("connected_ms").GetInt32()));
        Assert.Equal(3, second.GetProperty("published").GetInt32());
        Assert.Equal("{}", second.TryGetProperty("link_faults", out var faults) ? faults.GetRawText() : "{}");
    }

    [Fact]
    public void A_heartbeat_that_was_not_handed_over_is_told_by_the_next_one()
    {
        _bench.GoOnline();
        _bench.RunLink(0);
        Mqtt.RefusesPublishing = true;
        _bench.RunLink(31_000);
        Mqtt.RefusesPublishing = false;
        _bench.GoOnline();
        _bench.RunLink(0);
        var beats = Mqtt.Of("heartbeat").Select(m => m.Json).ToArray();
        Assert.Equal(2, beats.Length);
        Assert.InRange(beats[1].GetProperty("connected_ms").GetInt32(), 29_000, 31_000);
        Assert.True(beats[1].GetProperty("link_faults").GetProperty("not_sent").GetInt32() >= 1);
    }
}
