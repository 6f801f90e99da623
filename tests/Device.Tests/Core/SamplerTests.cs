using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

public sealed class SamplerTests
{
    private readonly Bench _bench = new(capacity: 32);

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
        var sampler = Sampler(new SensorChannel(bad, 0, 1), new SensorChannel(_bench.Sensor, 0, 1));
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

    [Theory]
    [InlineData(0, 8, 8, 8)]
    [InlineData(3, 8, 8, 8)]
    [InlineData(4, 8, 4, 8)]
    [InlineData(6, 8, 2, 8)]
    [InlineData(7, 0, 0, 8)]
    public void The_fuller_the_outbox_the_less_is_taken_of_what_may_be_thinned_out_and_never_of_what_is_critical(int eighths, int normal, int thinned, int critical)
    {
        var policy = new IntakePolicy(["light"], ["temperature"]);
        var taken = new Dictionary<string, int> { ["humidity"] = 0, ["light"] = 0, ["temperature"] = 0 };
        for (var i = 0; i < 8; i++)
        {
            var readings = new ReadingList();
            foreach (var name in taken.Keys) readings.Add(name, 1, 0, "");
            policy.Apply(readings, eighths);
            foreach (var reading in readings.Items.Take(readings.Count)) taken[reading.SensorName]++;
        }

        Assert.Equal((normal, thinned, critical), (taken["humidity"], taken["light"], taken["temperature"]));
        Assert.Equal(24 - normal - thinned - critical, policy.LeftOut);
    }

    [Theory]
    [InlineData(0.5, 0, new[] { 20.0, 20.4, 19.6, 20.5, 20.9, 21.0 }, new[] { 20.0, 20.5, 21.0 })]
    [InlineData(0, 10, new[] { 20.0, 21.9, 18.1, 22.0, 24.1, 24.3 }, new[] { 20.0, 22.0, 24.3 })]
    [InlineData(1, 10, new[] { 5.0, 5.9, 6.0 }, new[] { 5.0, 6.0 })]
    [InlineData(0.5, 10, new[] { -20.0, -21.9, -22.0 }, new[] { -20.0, -22.0 })]
    [InlineData(0, 0, new[] { 1.0, 1.0, 1.0 }, new[] { 1.0, 1.0, 1.0 })]
    public void Only_what_leaves_the_deadband_around_the_value_told_last_is_taken(double deadband, double percent, double[] values, double[] taken)
    {
        var rule = new ReportRule("temperature") { Deadband = deadband, DeadbandPercent = percent };
        Assert.Equal(taken, values.Where((value, i) => rule.Takes(value, i * 1000)));
    }

    [Fact]
    public void A_value_that_jumps_is_told_at_most_so_often_and_one_that_rests_at_least_so_often()
    {
        var jumps = new ReportRule("light") { LeastMs = 3000 };
        Assert.Equal([0, 3, 6, 9], Enumerable.Range(0, 10).Where(s => jumps.Takes(s * 100, s * 1000)));
        var rests = new ReportRule("light") { Deadband = 5, MostMs = 4000 };
        Assert.Equal([0, 4, 8], Enumerable.Range(0, 10).Where(s => rests.Takes(1, s * 1000)));
    }

    [Fact]
    public void A_sampling_without_news_takes_no_number_and_read_now_takes_it_all_the_same()
    {
        var bench = new Bench(rules: [new ReportRule("temperature") { Deadband = 1 }]);
        for (var i = 0; i < 5; i++)
        {
            bench.Clock.UptimeMs = i * 1000;
            bench.Sampler.Step();
        }

        Assert.Equal(1, bench.Journal.LastSeq);
        Assert.True(bench.Sampler.Sample(new JsonBuffer(500), out var seq));
        Assert.Equal(2, seq);
    }

    [Fact]
    public void Where_nothing_is_critical_a_nearly_full_outbox_still_takes_all_but_what_is_thinned_out()
    {
        var readings = new ReadingList();
        readings.Add("humidity", 1, 0, "%");
        readings.Add("light", 1, 0, "%");
        new IntakePolicy(["light"], []).Apply(readings, 8);
        Assert.Equal("humidity", Assert.Single(readings.Items.Take(readings.Count)).SensorName);
    }

    [Fact]
    public void A_sampling_of_which_nothing_is_left_takes_no_number_and_read_now_takes_all()
    {
        var bench = new Bench(capacity: 8, policy: new IntakePolicy(["temperature"], []));
        for (var i = 0; i < 40; i++)
        {
            bench.Clock.UptimeMs += 1000;
            bench.Sampler.Step();
        }

        // Four, then four of eight, then eight or more of the rest made room for the oldest.
        Assert.InRange(bench.Journal.LastSeq, 10, 16);
        Assert.Equal(40 - bench.Journal.LastSeq, bench.Sampler.LeftOut);
        Assert.True(bench.Sampler.Sample(new JsonBuffer(500), out _));
        bench.GoOnline();
        bench.RunLink(0);
        Assert.Equal(bench.Sampler.LeftOut, bench.Mqtt.Of("heartbeat").Single().Json.GetProperty("left_out").GetInt64());
    }

    [Fact]
    public void Without_a_signal_the_vital_signs_are_two_and_not_an_invented_third()
    {
        var readings = new ReadingList();
        var signs = new VitalSigns(_bench.Board, _bench.Clock, _bench.Wifi, _bench.Vitals);
        Assert.Null(signs.Read(readings));
        Assert.Equal(["free_memory", "uptime_s"], readings.Items.Take(readings.Count).Select(r => r.SensorName));
        _bench.Wifi.Connect(0);
        readings.Truncate(0);
        signs.Read(readings);
        Assert.Equal(["rssi", "free_memory", "uptime_s"], readings.Items.Take(readings.Count).Select(r => r.SensorName));
    }

    [Fact]
    public void Sensors_with_intervals_of_their_own_share_a_record_where_their_beats_meet()
    {
        var sampler = Sampler(new SensorChannel(_bench.Sensor, 0, 1), new SensorChannel(new FakeSensor("light", "%"), 2500, 1));
        var beats = Run(sampler, 10_000);

        Assert.Equal([0, 1000, 2000, 2500, 3000, 4000, 5000, 6000, 7000, 7500, 8000, 9000], beats);
        Assert.Equal(["temperature", "light"], SensorsOf(_bench, 1));
        Assert.Equal(["temperature"], SensorsOf(_bench, 2));
        Assert.Equal(["light"], SensorsOf(_bench, 4));
        Assert.Equal(["temperature", "light"], SensorsOf(_bench, 7));
    }

    [Fact]
    public void The_command_that_sets_the_interval_leaves_sensors_alone_that_have_their_own()
    {
        var sampler = Sampler(new SensorChannel(_bench.Sensor, 0, 1), new SensorChannel(new FakeSensor("light", "%"), 2500, 1));
        sampler.Step();
        sampler.SetInterval(10_000);
        Assert.Equal([2500, 5000, 7500, 10_000], Run(sampler, 11_000));
    }

    [Fact]
    public void A_median_leaves_a_spike_out_and_tells_what_was_measured_on_the_beat()
    {
        var reads = new List<long>();
        var values = new Queue<double>([20, 21, 99, 22, -50, 23, 21, 21, 99, 99, 99]);
        _bench.Sensor.OnRead = () =>
        {
            reads.Add(_bench.Clock.UptimeMs);
            _bench.Sensor.Value = values.Dequeue();
        };
        var sampler = Sampler(new SensorChannel(_bench.Sensor, 5000, 5));
        Run(sampler, 11_000);

        // The first reading is of one read; then five, the last of them on the beat.
        Assert.Equal([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000], reads);
        Assert.Equal([20, 22, 99], ValuesOf(_bench));
    }

    [Fact]
    public void A_median_is_of_the_reads_that_succeeded_and_where_none_did_nothing_is_told()
    {
        var read = 0;
        _bench.Sensor.OnRead = () => (_bench.Sensor.Silent, _bench.Sensor.Value) = (++read is 2 or 3 or 6 or 7 or 8 or 9, read);
        var sampler = Sampler(new SensorChannel(_bench.Sensor, 4000, 4));
        Run(sampler, 9000);

        Assert.Equal([1, 4], ValuesOf(_bench));
        Assert.Equal((6L, 3), (sampler.Failures, sampler.Samplings));
    }

    [Fact]
    public void What_is_wrong_with_a_sensor_is_in_the_heartbeat_until_it_is_well_again()
    {
        _bench.Sensor.Silent = true;
        _bench.Sampler.Step();
        _bench.GoOnline();
        _bench.RunLink(0);
        Assert.Equal("no_answer", Beat().GetProperty("sensor_quality").GetProperty("temperature").GetString());
        Assert.Empty(_bench.Data);

        _bench.Sensor.Silent = false;
        _bench.Sampler.Sample(null, out _);
        _bench.RunLink(30_000);
        Assert.False(Beat().TryGetProperty("sensor_quality", out _));

        System.Text.Json.JsonElement Beat() => _bench.Mqtt.Of("heartbeat").Last().Json;
    }

    [Fact]
    public void A_sensor_that_is_rarely_sampled_is_thinned_out_by_its_own_readings()
    {
        var policy = new IntakePolicy(["light"], []);
        var taken = 0;
        for (var i = 0; i < 16; i++)
        {
            var readings = new ReadingList();
            readings.Add("temperature", 1, 0, "");
            if (i % 2 == 1) readings.Add("light", 1, 0, "");
            policy.Apply(readings, 4);
            taken += readings.Count - 1;
        }

        Assert.Equal(4, taken);
    }

    private Sampler Sampler(params SensorChannel[] channels) =>
        new(channels, new ReportPolicy([]), new IntakePolicy([], []), _bench.Outbox, 1000, _bench.Clock, _bench.Log, _bench.SamplerWake, _bench.LinkWake);

    /// <summary>Lets the sampler run in the steps it asks for, and returns when it took something.</summary>
    private List<long> Run(Sampler sampler, long untilMs)
    {
        var beats = new List<long>();
        while (_bench.Clock.UptimeMs < untilMs)
        {
            var before = _bench.Journal.LastSeq;
            var waitMs = sampler.Step();
            if (_bench.Journal.LastSeq > before) beats.Add(_bench.Clock.UptimeMs);
            _bench.Clock.UptimeMs += waitMs;
        }

        return beats;
    }

    private static string[] SensorsOf(Bench bench, long seq) => [.. Records(bench).Single(d => d.GetProperty("seq").GetInt64() == seq).GetProperty("sensors").EnumerateArray().Select(s => s.GetProperty("sensor_name").GetString()!)];

    private static double[] ValuesOf(Bench bench) => [.. Records(bench).Select(d => d.GetProperty("sensors")[0].GetProperty("value").GetDouble())];

    private static System.Text.Json.JsonElement[] Records(Bench bench)
    {
        if (!bench.Mqtt.IsOpen)
        {
            bench.GoOnline();
            bench.RunLink(5000);
        }

        return [.. bench.Data.Select(m => m.Json)];
    }
}
