using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

public sealed class SamplerTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void Samples_at_once_and_then_in_a_steady_beat()
    {
        Assert.Equal(1000, _bench.Sampler.Step());
        _bench.Clock.UptimeMs = 1400;
        Assert.Equal(600, _bench.Sampler.Step());
        Assert.Equal(2, _bench.Outbox.Waiting);
    }

    [Fact]
    public void A_long_delay_is_not_made_up_for()
    {
        _bench.Sampler.Step();
        _bench.Clock.UptimeMs = 10_500;
        Assert.Equal(1000, _bench.Sampler.Step());
        Assert.Equal(2, _bench.Outbox.Waiting);
    }

    [Fact]
    public void A_slow_sensor_does_not_make_two_samplings_of_one()
    {
        _bench.Sensor.OnRead = () => _bench.Clock.UptimeMs += 1500;
        Assert.Equal(1000, _bench.Sampler.Step());
        Assert.Equal(1, _bench.Outbox.Waiting);
    }

    [Fact]
    public void Values_have_one_decimal_also_below_zero()
    {
        _bench.Sensor.Value = -3.26;
        var shown = new JsonBuffer(500);
        Assert.True(_bench.Sampler.Sample(shown, out _));
        Assert.Equal("""[{"sensor_name":"temperature","value":-3.3,"unit":"°C"}]""", shown.ToString());
    }

    [Fact]
    public void When_every_sensor_fails_nothing_is_taken_and_no_number_is_used()
    {
        _bench.Sensor.Silent = true;
        Assert.False(_bench.Sampler.Sample(null, out _));
        Assert.Equal((0, 0L, 1L), (_bench.Outbox.Waiting, _bench.Journal.LastSeq, _bench.Sampler.Failures));
    }

    [Fact]
    public void A_sensor_that_throws_leaves_no_half_reading_and_the_others_untouched()
    {
        var bad = new FakeSensor("humidity", "%") { Throws = new InvalidOperationException("short circuit") };
        var sampler = new Sampler([bad, _bench.Sensor], _bench.Outbox, 1000, _bench.Clock, _bench.Log, _bench.SamplerWake, _bench.LinkWake);
        var shown = new JsonBuffer(500);
        Assert.True(sampler.Sample(shown, out _));
        Assert.Equal("""[{"sensor_name":"temperature","value":21.5,"unit":"°C"}]""", shown.ToString());
        Assert.Equal(1, sampler.Failures);
        Assert.Contains(_bench.Sink.Lines, l => l.Contains("sensor humidity failed: short circuit"));
    }

    [Fact]
    public void A_new_interval_begins_now_and_wakes_the_thread()
    {
        _bench.Sampler.Step();
        _bench.Clock.UptimeMs = 100;
        _bench.Sampler.SetInterval(250);
        Assert.Equal(1, _bench.SamplerWake.Count);
        Assert.Equal(250, _bench.Sampler.Step());
    }

    [Fact]
    public void Every_record_wakes_the_link()
    {
        _bench.Take(3);
        Assert.Equal(3, _bench.LinkWake.Count);
    }

    [Fact]
    public void Without_a_signal_the_vital_signs_are_two_and_not_an_invented_third()
    {
        var readings = new ReadingList();
        var signs = new VitalSigns(_bench.Board, _bench.Clock, _bench.Wifi);
        Assert.True(signs.TryRead(readings));
        Assert.Equal(["free_memory", "uptime_s"], readings.Items.Take(readings.Count).Select(r => r.SensorName));
        _bench.Wifi.Connect(0);
        readings.Truncate(0);
        signs.TryRead(readings);
        Assert.Equal(["rssi", "free_memory", "uptime_s"], readings.Items.Take(readings.Count).Select(r => r.SensorName));
    }
}
