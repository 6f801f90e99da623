using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>A board that sleeps most of the time is one boot: numbers, time and account go on, and nothing is lost or stored twice.</summary>
public sealed class SleepTests
{
    private static readonly OutboxLimits Limits = new() { Capacity = 8, FlashBytes = 16 * 1024, FlushMs = 300_000 };

    [Fact]
    public void A_board_that_got_power_sends_at_once_and_stays_awake_for_whoever_wants_to_talk_to_it()
    {
        var bench = Run(Start());
        Assert.Equal(60_000, bench.Clock.UptimeMs, 2000.0);
        Assert.True(bench.Data.Count() > 2);
        Assert.Equal(300_000, bench.Board.SleepMs!.Value, 2000.0);
    }

    [Fact]
    public void A_wake_that_only_samples_leaves_the_link_alone_and_writes_flash_twice()
    {
        var before = Run(Start());
        var writes = before.Files.Writes;
        var bench = Run(Wake(before));

        Assert.Equal((LinkStage.Wifi, 0, 0), (bench.Link.Stage, bench.Wifi.Connects, bench.Mqtt.Openings.Count));
        Assert.Equal((before.Journal.Boot, before.Journal.LastSeq + 1), (bench.Journal.Boot, bench.Journal.LastSeq));
        Assert.InRange(bench.Clock.UptimeMs, 0, 200);
        // One batch of readings, and the note to the next wake.
        Assert.Equal(writes + 2, bench.Files.Writes);
    }

    [Fact]
    public void Every_so_manieth_wake_delivers_what_all_of_them_took_under_one_boot_and_with_the_right_times()
    {
        var bench = Run(Start());
        var (boot, last, startedAt) = (bench.Journal.Boot, bench.Journal.LastSeq, bench.NetworkTime.UnixAtStart);
        var times = new List<long>();
        for (var wake = 0; wake < 3; wake++)
        {
            startedAt += bench.Clock.UptimeMs + bench.Board.SleepMs!.Value;
            times.Add(startedAt);
            bench = Run(Wake(bench, startedAt));
        }

        var data = bench.Data.Select(m => m.Json).OrderBy(d => d.GetProperty("seq").GetInt64()).ToArray();
        Assert.Equal([(boot, last + 1), (boot, last + 2), (boot, last + 3)], data.Select(d => (d.GetProperty("boot").GetString()!, d.GetProperty("seq").GetInt64())));
        Assert.Equal(times, data.Select(d => d.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds()));
        Assert.Empty(bench.Files.Segments);
    }

    [Fact]
    public void The_goodbye_says_when_the_board_is_to_be_heard_again_and_the_session_of_the_next_link_is_a_later_one()
    {
        var bench = Run(Start());
        var goodbye = bench.Mqtt.Of("status").Last().Json;
        Assert.Equal(("sleeping", 900), (goodbye.GetProperty("status").GetString(), goodbye.GetProperty("sleep_s").GetInt32()));
        Assert.Equal(TimeSpan.FromSeconds(900), goodbye.GetProperty("next_wake").GetDateTimeOffset() - goodbye.GetProperty("timestamp").GetDateTimeOffset());

        bench = Run(Wake(Run(Wake(Run(Wake(bench))))));
        var birth = bench.Mqtt.Of("status").First().Json;
        Assert.Equal(("online", "wake"), (birth.GetProperty("status").GetString(), birth.GetProperty("reason").GetString()));
        Assert.True(birth.GetProperty("session").GetInt64() > goodbye.GetProperty("session").GetInt64());
        Assert.Equal("deep_sleep", bench.Mqtt.Of("info").Single().Json.GetProperty("reset_reason").GetString());
    }

    [Fact]
    public void The_account_of_the_boot_goes_on_and_balances()
    {
        var bench = Run(Start());
        var taken = bench.Account().Taken;
        bench = Run(Wake(bench));
        bench = Run(Wake(bench));
        Assert.Equal((taken + 2, 2, taken), (bench.Account().Taken, bench.Account().Waiting, bench.Account().Stored));
        bench = Run(Wake(bench));
        Assert.Equal((taken + 3, 0, taken + 3), (bench.Account().Taken, bench.Account().Waiting, bench.Account().Stored));
    }

    [Fact]
    public void Power_that_goes_while_it_sleeps_ends_the_boot_and_what_may_be_lost_is_reported()
    {
        var before = Run(Wake(Run(Start())));
        var bench = Start(before.Files);
        Assert.NotEqual(before.Journal.Boot, bench.Journal.Boot);
        Assert.Equal("power_or_hang", bench.Journal.ResetReason);
        var loss = Assert.Single(bench.Journal.Lost);
        // What was on flash is delivered first: what the gateway has then does not count as lost.
        Assert.Equal((before.Journal.Boot, before.Journal.LastSeq + BootJournal.Block), (loss.Boot, loss.To));
        Run(bench);
        Assert.Contains(bench.Data, m => m.Json.GetProperty("boot").GetString() == before.Journal.Boot && m.Seq == before.Journal.LastSeq);
    }

    [Fact]
    public void Power_that_goes_during_a_wake_gives_no_number_twice()
    {
        var asleep = Run(Start());
        var bench = Wake(asleep);
        bench.Sampler.Step();
        var used = bench.Journal.LastSeq;
        var next = Start(bench.Files);
        Assert.NotEqual(asleep.Journal.Boot, next.Journal.Boot);
        Assert.InRange(used, 1, Assert.Single(next.Journal.Lost).To);
    }

    [Fact]
    public void Flash_that_forgot_readings_during_the_sleep_ends_the_boot_and_they_are_reported()
    {
        var asleep = Run(Wake(Run(Start())));
        asleep.Files[asleep.Files.Segments.Single()]![^1] ^= 1;
        var bench = Wake(asleep);
        Assert.NotEqual(asleep.Journal.Boot, bench.Journal.Boot);
        Assert.Equal(asleep.Journal.Boot, Assert.Single(bench.Journal.Lost).Boot);
        Assert.Equal(0, bench.Time.At(0));
    }

    [Fact]
    public void Where_flash_cannot_keep_the_readings_the_board_stays_awake_and_tries_again()
    {
        var bench = Wake(Run(Start()));
        bench.Files.Refuses = true;
        RunFor(bench, 30_000);
        Assert.Null(bench.Board.SleepMs);
        // As any other board meanwhile.
        Assert.NotEmpty(bench.Data);

        bench.Files.Refuses = false;
        Run(bench);
        Assert.NotNull(bench.Board.SleepMs);
    }

    [Fact]
    public void Reports_of_drops_are_told_after_the_sleep()
    {
        var bench = Start();
        bench.Outbox.TryTake(0, [], 0, out _);
        bench.Outbox.Discard();
        bench.Wifi.InReach = false;
        bench = Run(bench);
        for (var wake = 0; wake < 3; wake++) bench = Run(Wake(bench));
        var drop = Assert.Single(bench.Data.Where(m => m.Json.TryGetProperty("dropped", out _)).SelectMany(m => m.Json.GetProperty("dropped").EnumerateArray()));
        Assert.Equal((1, 1, "discarded"), (drop.GetProperty("from").GetInt32(), drop.GetProperty("to").GetInt32(), drop.GetProperty("reason").GetString()));
        Assert.Equal((1, 0), (bench.Account().DropCounts.Sum(), bench.Account().Waiting));
    }

    [Fact]
    public void A_segment_is_continued_by_later_wakes_with_the_numbers_that_it_gave_to_sensors()
    {
        var bench = Run(Start());
        for (var wake = 0; wake < 2; wake++) bench = Run(Wake(bench));
        Assert.Single(bench.Files.Segments);
        bench = Run(Wake(bench));
        Assert.All(bench.Data, m => Assert.Equal("temperature", m.Json.GetProperty("sensors")[0].GetProperty("sensor_name").GetString()));
        Assert.Equal(3, bench.Data.Count());
    }

    [Fact]
    public void The_command_sleeps_after_its_answer_and_who_wakes_says_that_it_is_done()
    {
        var bench = new Bench(limits: Limits).GoOnline();
        var answer = bench.Command("""{"request_id":"r1","action":"sleep","params":{"seconds":600}}""");
        Assert.Equal("accepted", answer.GetProperty("state").GetString());
        bench.RunLink(3000);
        Assert.Equal(600_000, bench.Board.SleepMs!.Value, 3000.0);
        Assert.Equal("sleeping", bench.Mqtt.Of("status").Last().Json.GetProperty("status").GetString());

        var woken = new Bench(bench.Files, "00000002", limits: Limits, woken: true).GoOnline();
        woken.RunLink(1000);
        Assert.Equal(bench.Journal.Boot, woken.Journal.Boot);
        Assert.True(woken.Mqtt.Of("response").Single().Json.GetProperty("success").GetBoolean());
    }

    [Theory]
    [InlineData("4")]
    [InlineData("86401")]
    [InlineData("\"long\"")]
    public void A_sleep_outside_its_bounds_is_refused(string seconds)
    {
        var bench = new Bench(limits: Limits).GoOnline();
        var answer = bench.Command($$$"""{"request_id":"r1","action":"sleep","params":{"seconds":{{{seconds}}}}}""");
        Assert.Contains("give a whole number from 5 to 86400", answer.GetProperty("error").GetProperty("message").GetString());
        Assert.False(bench.Restart.Asked);
    }

    private static Bench Start(FakeFiles? files = null) => new(files, files is null ? "00000001" : "00000002", intervalMs: 10_000, limits: Limits, heartbeatMs: 600_000,
        guarded: true, sleep: new SleepSettings { SleepS = 300, Samples = 1, BatchEvery = 3, AwakeMs = 60_000 });

    private static Bench Wake(Bench asleep, long unixAtStart = 0)
    {
        var bench = new Bench(asleep.Files, "00000009", intervalMs: 10_000, limits: Limits, heartbeatMs: 600_000, woken: true,
            guarded: true, sleep: new SleepSettings { SleepS = 300, Samples = 1, BatchEvery = 3, AwakeMs = 60_000 });
        if (unixAtStart > 0) bench.NetworkTime.UnixAtStart = unixAtStart;
        return bench;
    }

    /// <summary>Until it sleeps.</summary>
    private static Bench Run(Bench bench)
    {
        RunFor(bench, 600_000);
        Assert.NotNull(bench.Board.SleepMs);
        return bench;
    }

    private static void RunFor(Bench bench, long milliseconds)
    {
        for (var endMs = bench.Clock.UptimeMs + milliseconds; bench.Clock.UptimeMs < endMs && bench.Board.SleepMs is null;)
        {
            var samplerMs = bench.Sampler.Step();
            bench.RunLink(0);
            if (bench.Board.SleepMs is null) bench.Clock.UptimeMs += Math.Clamp(bench.StepLink(), 1, samplerMs);
        }
    }
}
