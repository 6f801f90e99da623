using System.Globalization;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>Readings on flash outlive the power, and whatever becomes of the flash, every reading is stored or counted.</summary>
public sealed class FlashOutboxTests
{
    private const int Interval = 1000;

    private readonly FakeFiles _files = new();
    private readonly FakeClock _clock = new();
    private readonly ModelGateway _gateway = new();
    private int _starts;

    [Fact]
    public void What_waits_too_long_in_memory_goes_to_flash_in_one_write()
    {
        var board = Start(flushS: 60, capacity: 200);
        var before = _files.Writes;
        Take(board, 59);
        Assert.Empty(_files.Segments);
        Take(board, 2);
        Assert.Single(_files.Segments);
        // One batch a kilobyte, and four blocks of numbers.
        Assert.InRange(_files.Writes - before, 5, 7);
        Assert.InRange(board.Outbox.OnFlash, 60, 61);
        Assert.Equal(61, board.Outbox.Waiting);
    }

    [Fact]
    public void A_board_that_is_online_writes_no_reading_to_flash()
    {
        var board = Start();
        board.GoOnline();
        for (var i = 0; i < 500; i++) TakeOne(board, run: true);
        board.RunLink(Interval);
        Assert.Empty(_files.Segments);
        Assert.Equal(0, board.Outbox.Waiting);
    }

    [Fact]
    public void Readings_of_an_earlier_start_are_sent_with_their_own_boot_number_time_and_quality()
    {
        _clock.UnixAtStart = 1_767_600_000_000;
        var board = Start(flushS: 10);
        Take(board, 12);
        var next = Start();
        _clock.UnixAtStart = 1_800_000_000_000;
        Deliver(next);
        var old = next.Data.First(m => m.Seq == 3 && m.Json.GetProperty("boot").GetString() == "00000001").Json;
        Assert.Equal(("2026-01-05T08:00:03.000Z", "sntp", 3000), (old.GetProperty("timestamp").GetString(), old.GetProperty("time_quality").GetString(), old.GetProperty("uptime_ms").GetInt32()));
        Assert.Equal(3.1, old.GetProperty("sensors")[0].GetProperty("value").GetDouble());
        Assert.Equal("°C", old.GetProperty("sensors")[0].GetProperty("unit").GetString());
    }

    [Fact]
    public void Readings_of_a_start_that_never_knew_the_time_are_sent_with_their_uptime_only()
    {
        Take(Start(flushS: 10), 12);
        var next = Start();
        Deliver(next);
        var old = next.Data.First(m => m.Json.GetProperty("boot").GetString() == "00000001").Json;
        Assert.Equal("uptime", old.GetProperty("time_quality").GetString());
        Assert.False(old.TryGetProperty("timestamp", out _));
    }

    [Fact]
    public void A_time_that_became_known_later_holds_for_all_segments_of_its_start()
    {
        var board = Start(flushS: 10);
        Take(board, 150);
        _clock.UnixAtStart = 1_767_600_000_000;
        Take(board, 150);
        Assert.True(_files.Segments.Count() > 1);
        var next = Start();
        _clock.UnixAtStart = 0;
        Deliver(next);
        Assert.All(next.Data.Where(m => m.Json.GetProperty("boot").GetString() == "00000001"), m => Assert.Equal("sntp", m.Json.GetProperty("time_quality").GetString()));
    }

    [Fact]
    public void A_boots_loss_is_reported_only_after_its_readings_on_flash_are_settled()
    {
        Take(Start(flushS: 10), 15);
        var next = Start();
        next.Mqtt.Acknowledges = true;
        next.Mqtt.PubackMeansStored = false;
        Take(next, 3);
        next.GoOnline().RunLink(20_000);
        Assert.DoesNotContain(next.Data, m => m.Text.Contains("power_loss"));
        foreach (var boot in _gateway.Boots) Tell(next, boot);
        Take(next, 1);
        next.RunLink(2000);
        Assert.Contains(next.Data, m => m.Text.Contains("""{"boot":"00000001","from":1,"to":16,"reason":"power_loss"}"""));
    }

    [Fact]
    public void A_reading_of_an_earlier_start_leaves_only_after_it_was_sent_whatever_the_gateway_counts()
    {
        var board = Start(flushS: 10);
        Take(board, 12);
        board.GoOnline();
        // The heartbeat told of readings that the gateway then gave up: they count as settled there.
        _gateway.GiveUp(_ => true);
        var next = Start();
        next.Mqtt.PubackMeansStored = false;
        var onFlash = next.Outbox.OnFlash;
        next.Outbox.Settle(new StoredMessage("00000001", 100, []), 0);
        Assert.Equal(onFlash, next.Outbox.OnFlash);
        Assert.True(onFlash > 8);
    }

    [Fact]
    public void A_segment_is_deleted_when_all_of_it_is_settled()
    {
        Take(Start(flushS: 10), 300);
        Assert.True(_files.Segments.Count() > 1);
        var next = Start();
        Deliver(next);
        Assert.Empty(_files.Segments);
        Assert.Equal(0, next.Outbox.OnFlash);
    }

    [Fact]
    public void A_segment_that_flash_does_not_delete_now_is_deleted_later()
    {
        Take(Start(flushS: 10), 12);
        var next = Start();
        next.GoOnline();
        _files.Refuses = true;
        next.RunLink(10_000);
        Assert.NotEmpty(_files.Segments);
        _files.Refuses = false;
        next.RunLink(61_000);
        Assert.Empty(_files.Segments);
    }

    [Fact]
    public void Replay_is_paced_and_live_readings_go_between()
    {
        Take(Start(flushS: 10), 300);
        var next = Start();
        next.GoOnline();
        var begunMs = _clock.UptimeMs;
        for (var i = 0; i < 10; i++) TakeOne(next, run: true);
        next.RunLink(Interval);
        var perBoot = next.Data.GroupBy(m => m.Json.GetProperty("boot").GetString()!).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(10, perBoot["00000002"]);
        Assert.InRange(perBoot["00000001"], 50, (_clock.UptimeMs - begunMs) / ReadingOutbox.ReplayGapMs + 1);
    }

    [Fact]
    public void A_planned_restart_takes_everything_along()
    {
        var board = Start(flushS: 3600);
        board.Mqtt.PubackMeansStored = null;
        board.GoOnline();
        Take(board, 20);
        board.Mqtt.Receive(Bench.Device + "command", """{"request_id":"r1","action":"reboot"}""");
        for (var i = 0; i < 100 && board.Board.Reboots == 0; i++) _clock.UptimeMs += board.Link.Step();
        Assert.Equal(1, board.Board.Reboots);
        Deliver(Start());
        Assert.All(Enumerable.Range(1, 20), seq => Assert.True(_gateway.IsStored("00000001", seq)));
        Assert.Null(_gateway.ReasonOf("00000001", 20));
    }

    [Fact]
    public void Over_its_budget_the_oldest_segment_makes_room_and_is_counted_and_reported()
    {
        var board = Start(flashKb: 8, flushS: 10);
        Take(board, 1000);
        Assert.InRange(_files.UsedBytes, 4096, 8192 + 400);
        var account = board.Account();
        var dropped = account.DropCounts.Sum();
        Assert.Equal(1000, account.Waiting + dropped);
        Assert.InRange(dropped, 300, 900);
        Deliver(board);
        for (var seq = 1; seq <= 1000; seq++)
            Assert.True(seq <= dropped ? _gateway.ReasonOf(board.Journal.Boot, seq) == DropReasons.OutboxFull : _gateway.IsStored(board.Journal.Boot, seq), $"{seq}");
    }

    [Fact]
    public void An_earlier_starts_readings_that_make_room_are_reported_as_such()
    {
        Take(Start(flashKb: 8, flushS: 10), 200);
        var next = Start(flashKb: 8, flushS: 10);
        Take(next, 400);
        Deliver(next);
        Assert.Equal(DropReasons.OutboxFull, _gateway.ReasonOf("00000001", 1));
        AssertAllAccounted("00000001", 200);
        AssertAllAccounted("00000002", 400);
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("full")]
    [InlineData("missing")]
    public void Where_flash_fails_the_outbox_goes_on_in_memory_says_so_once_and_comes_back(string how)
    {
        var board = Start(flushS: 10, capacity: 20);
        // The journal has its numbers already: what fails here is the outbox.
        Take(board, 12);
        Fail(board.Files, how, true);
        board.Files.Journals = true;
        Take(board, 50);
        Assert.Single(board.Sink.Lines, l => l.Contains("flash refuses to be written"));
        Assert.InRange(board.Outbox.Waiting, 20, 32);
        Fail(board.Files, how, false);
        Take(board, 61);
        Assert.True(board.Outbox.OnFlash > 12);
        Take(board, 100);
        Deliver(board);
        AssertAllAccounted(board.Journal.Boot, 223);
        for (var seq = 1; seq <= 223; seq++) Assert.NotEqual(DropReasons.FlashFault, _gateway.ReasonOf(board.Journal.Boot, seq));
    }

    [Fact]
    public void A_start_without_a_file_system_says_so_and_takes_nothing_that_it_could_not_number()
    {
        _files.Missing = true;
        var board = Start();
        Assert.Contains(board.Sink.Lines, l => l.Contains("outbox: no file system; readings wait in memory only"));
        Assert.False(board.Sampler.Sample(null, out _));
    }

    [Fact]
    public void A_segment_that_flash_never_gives_back_is_given_up_and_reported()
    {
        var board = Start(flushS: 10);
        Take(board, 12);
        _files.Unreadable.Add(_files.Segments.Single());
        Deliver(board, 300_000);
        Assert.Equal(DropReasons.FlashFault, _gateway.ReasonOf("00000001", 2));
        AssertAllAccounted("00000001", 12);
        Assert.Equal(0, board.Outbox.Waiting);
    }

    [Fact]
    public void A_flipped_bit_costs_the_readings_behind_it_and_they_are_reported()
    {
        Take(Start(flushS: 10), 12);
        var whole = _files.Copy();
        var name = whole.Segments.Single();
        for (var bit = 0; bit < whole[name]!.Length * 8; bit += 7)
        {
            var files = whole.Copy();
            files[name]![bit / 8] ^= (byte)(1 << (bit % 8));
            var gateway = new ModelGateway();
            var board = Start(files: files, boot: "00000099", gateway: gateway);
            Deliver(board);
            for (var seq = 1; seq <= 12; seq++) Assert.True(gateway.IsStored("00000001", seq) || gateway.ReasonOf("00000001", seq) is not null, $"bit {bit}: {seq} is nowhere");
        }
    }

    [Fact]
    public void Power_lost_at_any_byte_of_any_write_loses_only_what_was_not_yet_written_and_reports_it()
    {
        var cuts = 0;
        for (var cut = 0; ; cut++, cuts++)
        {
            var files = new FakeFiles { BytesUntilCut = cut };
            var gateway = new ModelGateway();
            var taken = 0;
            var safe = 0;
            try
            {
                _clock.UptimeMs = 0;
                var board = Start(files: files, boot: "0000000a", gateway: gateway, flushS: 20, capacity: 16);
                for (; taken < 90; taken++)
                {
                    safe = board.Outbox.OnFlash;
                    TakeOne(board);
                }

                break;
            }
            catch (PowerCutException)
            {
                // Reported before the cut it counts as taken: one more than returned.
                var next = Start(files: files, boot: "0000000b", gateway: gateway);
                Deliver(next);
                for (var seq = 1; seq <= taken; seq++)
                {
                    var stored = gateway.IsStored("0000000a", seq);
                    Assert.True(stored || gateway.ReasonOf("0000000a", seq) == DropReasons.PowerLoss, $"cut at {cut}: {seq} of {taken} is nowhere");
                    Assert.True(stored || seq > safe, $"cut at {cut}: {seq} was on flash and is lost");
                }

                Assert.Empty(files.Segments);
            }
        }

        Assert.True(cuts > 1000, $"only {cuts} bytes were written");
    }

    [Fact]
    public void Power_lost_again_and_again_at_any_byte_while_old_readings_are_delivered_stores_each()
    {
        Take(Start(flushS: 10), 40);
        var whole = _files.Copy();
        for (var cut = 0; cut < 400; cut++)
        {
            var files = whole.Copy();
            var gateway = new ModelGateway();
            files.BytesUntilCut = cut;
            for (var life = 2; ; life++)
            {
                try
                {
                    Deliver(Start(files: files, boot: life.ToString("x8", CultureInfo.InvariantCulture), gateway: gateway));
                    break;
                }
                catch (PowerCutException)
                {
                    files.BytesUntilCut = life < 4 ? cut : null;
                }
            }

            for (var seq = 1; seq <= 40; seq++) Assert.True(gateway.IsStored("00000001", seq) || seq > 33, $"cut at {cut}: {seq}");
        }
    }

    [Fact]
    public void A_waiting_reading_of_six_sensors_takes_some_thirty_bytes()
    {
        var readings = new[]
        {
            new Reading("temperature", 215, 1, "°C"), new Reading("humidity", 487, 1, "%"), new Reading("light", 633, 1, "%"),
            new Reading("rssi", -61, 0, "dBm"), new Reading("free_memory", 54321, 0, "B"), new Reading("uptime_s", 86400, 0, "s"),
        };
        var bytes = new byte[RecordCodec.Most];
        var length = RecordCodec.Put(bytes, 8640, 86_400_000, readings, readings.Length, new SensorTable());
        var json = new JsonBuffer(1000);
        DataMessage.WriteSensors(json, readings, readings.Length);
        TestContext.Current.TestOutputHelper!.WriteLine($"{length} bytes encoded, {length + 6} in memory and on flash; as JSON {json.Length} for the readings alone");
        Assert.InRange(length + 6, 20, 40);
    }

    private Bench Start(int flashKb = 64, int flushS = 60, int capacity = 64, FakeFiles? files = null, string? boot = null, ModelGateway? gateway = null)
    {
        _clock.UptimeMs = 0;
        var limits = new OutboxLimits { Capacity = capacity, FlashBytes = flashKb * 1024, FlushMs = flushS * 1000 };
        var board = new Bench(files ?? _files, boot ?? (++_starts).ToString("x8", CultureInfo.InvariantCulture), clock: _clock, limits: limits, intervalMs: Interval);
        board.NetworkTime.UnixAtStart = 0;
        board.Mqtt.OnSent = (gateway ?? _gateway).Commit;
        return board;
    }

    private void Take(Bench board, int count)
    {
        for (var i = 0; i < count; i++) TakeOne(board);
    }

    // Its value says which one it is: seq 3 is 3.1.
    private void TakeOne(Bench board, bool run = false)
    {
        if (run) board.RunLink(Interval);
        else _clock.UptimeMs += Interval;
        board.Sensor.Value = board.Journal.LastSeq + 1.1;
        board.Take();
    }

    /// <summary>Comes online and runs until everything is delivered and reported.</summary>
    private static void Deliver(Bench board, int milliseconds = 200_000)
    {
        board.GoOnline();
        board.RunLink(milliseconds);
        Assert.Equal((0, 0), (board.Outbox.Waiting, board.Outbox.OnFlash));
        Assert.False(board.Outbox.NeedsCarrier);
    }

    private void Tell(Bench board, string boot) => board.Outbox.Settle(_gateway.Reply(boot)!, _clock.UptimeMs);

    private static void Fail(FakeFiles files, string how, bool on)
    {
        if (how == "refuses") files.Refuses = on;
        else if (how == "missing") files.Missing = on;
        else files.Capacity = on ? files.UsedBytes + 100 : 256 * 1024;
    }

    private void AssertAllAccounted(string boot, int taken)
    {
        for (var seq = 1; seq <= taken; seq++) Assert.True(_gateway.IsStored(boot, seq) || _gateway.ReasonOf(boot, seq) is not null, $"{boot}/{seq} is nowhere");
    }
}
