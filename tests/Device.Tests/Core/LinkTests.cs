using System.Text.Json;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>The way online, and back online, in virtual time.</summary>
public sealed class LinkTests
{
    private readonly Bench _bench = new();

    private FakeMqtt Mqtt => _bench.Mqtt;

    [Fact]
    public void Comes_online_with_will_subscriptions_info_and_birth_before_any_reading()
    {
        _bench.Take(2);
        _bench.GoOnline();
        _bench.RunLink(0);
        var opening = Assert.Single(Mqtt.Openings);
        Assert.Equal(("bench", "devices/bench/status", 30), (opening.ClientId, opening.WillTopic, opening.KeepAliveS));
        Assert.Equal("""{"status":"offline","boot":"00000001","session":1,"reason":"connection_lost"}""", opening.WillPayload);
        Assert.Equal(["devices/bench/stored", "devices/bench/command", "broadcast/command", "system/gateway", "devices/bench/config/desired"], Mqtt.Subscriptions);
        Assert.Equal(["info", "status", "data", "data", "heartbeat"], Mqtt.Sent.Select(m => m.Leaf));
        Assert.Equal([true, true, false, false, false], Mqtt.Sent.Select(m => m.Retain));
        Assert.Equal([true, true, true, true, false], Mqtt.Sent.Select(m => m.AtLeastOnce));
        var birth = Mqtt.Sent[1].Json;
        Assert.Equal(("online", 1, "10.0.0.7", -61), (birth.GetProperty("status").GetString(), birth.GetProperty("session").GetInt32(), birth.GetProperty("ip").GetString(), birth.GetProperty("rssi").GetInt32()));
    }

    [Fact]
    public void Info_says_what_the_board_is()
    {
        _bench.GoOnline();
        var info = Mqtt.Of("info").Single().Json;
        Assert.Equal("TEST_BOARD", info.GetProperty("model").GetString());
        Assert.Equal("first_start", info.GetProperty("reset_reason").GetString());
        Assert.Equal(["ping", "set_led", "write_pin", "read_now", "set_interval", "reboot", "sleep", "exit_safe_mode", "set_log_level", "format_outbox", "diag", "identify", "emergency_stop", "emergency_release"], info.GetProperty("capabilities").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal("temperature", info.GetProperty("sensors")[0].GetProperty("sensor_name").GetString());
    }

    [Fact]
    public void A_reading_carries_the_time_at_which_it_was_taken()
    {
        _bench.Clock.UptimeMs = 1234;
        _bench.Take();
        _bench.GoOnline();
        _bench.RunLink(0);
        var data = _bench.Data.Single().Json;
        Assert.Equal(("2026-01-05T08:00:01.234Z", "sntp", 1234), (data.GetProperty("timestamp").GetString(), data.GetProperty("time_quality").GetString(), data.GetProperty("uptime_ms").GetInt32()));
    }

    [Fact]
    public void Without_a_time_server_it_waits_a_while_once_and_then_sends_uptimes()
    {
        _bench.NetworkTime.UnixAtStart = 0;
        _bench.Take();
        _bench.RunLink(Arrival.ClockLimitMs - 500);
        Assert.Equal(LinkStage.Clock, _bench.Link.Stage);
        _bench.GoOnline();
        _bench.RunLink(0);
        var data = _bench.Data.Single().Json;
        Assert.Equal("uptime", data.GetProperty("time_quality").GetString());
        Assert.False(data.TryGetProperty("timestamp", out _));

        Mqtt.Break();
        var brokenMs = _bench.Clock.UptimeMs;
        _bench.GoOnline();
        Assert.InRange(_bench.Clock.UptimeMs - brokenMs, 0, 2000);
    }

    [Fact]
    public void The_gateways_live_time_serves_as_a_clock_and_its_retained_one_does_not()
    {
        _bench.NetworkTime.UnixAtStart = 0;
        _bench.GoOnline();
        Assert.Equal("uptime", _bench.Time.Quality);
        Mqtt.Receive("system/gateway", """{"version":"1","contract":1,"puback_means_stored":true,"timestamp":"2026-01-05T08:00:00.250Z"}""");
        _bench.RunLink(0);
        Assert.Equal(("gateway", 1_767_600_000_250L), (_bench.Time.Quality, _bench.Time.NowMs));
    }

    [Fact]
    public void Out_of_reach_of_the_network_it_rests_longer_and_longer()
    {
        _bench.Wifi.InReach = false;
        _bench.RunLink(600_000);
        // 20 s an attempt and 1, 2, 4 … 60 s between them.
        Assert.InRange(_bench.Wifi.Connects, 9, 12);
        Assert.Empty(Mqtt.Openings);
        _bench.Wifi.InReach = true;
        _bench.GoOnline();
    }

    [Fact]
    public void A_network_that_is_up_and_carries_nothing_is_joined_afresh()
    {
        Mqtt.RefusesOpening = "no route";
        _bench.RunLink(300_000);
        Assert.True(_bench.Wifi.Disconnects >= 1);
        Assert.InRange(_bench.Wifi.Connects, 2, Mqtt.Openings.Count);
    }

    [Fact]
    public void Every_attempt_has_its_own_session_because_the_broker_may_hold_its_will()
    {
        Mqtt.RefusesOpening = "timeout";
        _bench.RunLink(5000);
        Mqtt.RefusesOpening = null;
        _bench.GoOnline();
        var sessions = Mqtt.Openings.Select(o => JsonDocument.Parse(o.WillPayload).RootElement.GetProperty("session").GetInt32()).ToArray();
        Assert.True(sessions.Length > 1);
        Assert.Equal(Enumerable.Range(1, sessions.Length), sessions);
        var birth = Mqtt.Of("status").Single().Json;
        Assert.Equal(sessions[^1], birth.GetProperty("session").GetInt32());
        Assert.Equal("reconnect", birth.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("subscriptions")]
    [InlineData("birth")]
    public void A_stage_that_hangs_ends_at_its_limit(string stage)
    {
        if (stage == "subscriptions") Mqtt.ConfirmsSubscriptions = false;
        else Mqtt.Acknowledges = false;
        _bench.RunLink(60_000);
        Assert.InRange(Mqtt.Openings.Count, 3, 6);
        Mqtt.ConfirmsSubscriptions = Mqtt.Acknowledges = true;
        _bench.GoOnline();
    }

    [Fact]
    public void Info_is_sent_once_a_boot_but_again_while_unconfirmed()
    {
        Mqtt.Acknowledges = false;
        _bench.RunLink(20_000);
        Mqtt.Acknowledges = true;
        _bench.GoOnline();
        Assert.True(Mqtt.Of("info").Count() >= 2);
        var before = Mqtt.Of("info").Count();
        Mqtt.Break();
        _bench.GoOnline();
        Assert.Equal(before, Mqtt.Of("info").Count());
    }

    [Fact]
    public void At_most_a_window_of_readings_is_on_its_way()
    {
        _bench.GoOnline();
        Mqtt.Acknowledges = false;
        _bench.Take(8);
        _bench.RunLink(0);
        Assert.Equal(Uplink.Window, _bench.Data.Count());
        var wide = new Bench(capacity: 20);
        wide.GoOnline();
        wide.Mqtt.Acknowledges = false;
        wide.Take(20);
        wide.RunLink(0);
        Assert.Equal(Uplink.Window, wide.Data.Count());
        wide.Mqtt.Acknowledge(wide.Data.First());
        wide.RunLink(0);
        Assert.Equal(Uplink.Window + 1, wide.Data.Count());
    }

    [Fact]
    public void A_puback_means_stored_only_as_the_gateway_of_this_connection_says()
    {
        _bench.GoOnline();
        _bench.Take();
        _bench.RunLink(0);
        Assert.Equal(0, _bench.Outbox.Waiting);

        Mqtt.PubackMeansStored = null;
        Mqtt.Break();
        _bench.GoOnline();
        _bench.Take();
        _bench.RunLink(0);
        Assert.Equal(1, _bench.Outbox.Waiting);
        _bench.Stored(2);
        Assert.Equal(0, _bench.Outbox.Waiting);
    }

    [Fact]
    public void A_missing_range_is_sent_again_at_once()
    {
        Mqtt.PubackMeansStored = false;
        _bench.GoOnline();
        _bench.Take(5);
        _bench.RunLink(0);
        _bench.Stored(5, "2,4-5");
        Assert.Equal([1, 2, 3, 4, 5, 2, 4, 5], _bench.Data.Select(m => m.Seq));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("given up")]
    [InlineData("silent")]
    [InlineData("refused")]
    public void A_dead_link_is_noticed_and_everything_unconfirmed_is_sent_again_in_order(string how)
    {
        _bench.GoOnline();
        Mqtt.Acknowledges = false;
        _bench.Take(3);
        _bench.RunLink(0);
        if (how == "lost") Mqtt.Break();
        if (how == "given up") Mqtt.Acknowledge(_bench.Data.Last(), delivered: false);
        if (how == "refused")
        {
            Mqtt.RefusesPublishing = true;
            _bench.Take();
            _bench.RunLink(0);
            Mqtt.RefusesPublishing = false;
        }

        _bench.RunLink(how == "silent" ? Uplink.AckLimitMs : 0);
        Assert.Equal(LinkStage.Resting, _bench.Link.Stage);
        var before = _bench.Data.Count();
        Mqtt.Acknowledges = true;
        _bench.GoOnline();
        _bench.RunLink(0);
        Assert.Equal(Enumerable.Range(1, how == "refused" ? 4 : 3).Select(s => (long)s), _bench.Data.Skip(before).Select(m => m.Seq));
        Assert.Equal(0, _bench.Outbox.Waiting);
    }

    [Fact]
    public void A_half_open_link_without_readings_is_found_by_a_renewed_birth()
    {
        _bench.GoOnline();
        Mqtt.Acknowledges = false;
        _bench.RunLink(Upkeep.ProbeMs + Uplink.AckLimitMs + 2000);
        Assert.Equal(2, Mqtt.Openings.Count);
    }

    [Fact]
    public void What_belongs_to_an_old_connection_changes_nothing_on_the_new_one()
    {
        _bench.GoOnline();
        Mqtt.Acknowledges = false;
        _bench.Take();
        _bench.RunLink(0);
        var old = _bench.Data.Single();
        Mqtt.Break();
        Mqtt.OnSent = m => Mqtt.Acknowledges = m.Leaf != "data";
        _bench.GoOnline();
        Assert.Equal(2, _bench.Data.Count());
        Mqtt.Acknowledge(old);
        Mqtt.Receive(Bench.Device + "stored", """{"boot":"00000001","up_to":1}""", connection: old.Connection);
        _bench.RunLink(0);
        Assert.Equal(1, _bench.Outbox.Waiting);
    }

    [Fact]
    public void The_back_off_starts_over_only_after_a_stable_minute()
    {
        _bench.GoOnline();
        Assert.Equal(1000, RestAfterBreak(1000));
        Assert.Equal(2000, RestAfterBreak(1000));
        Assert.Equal(4000, RestAfterBreak(Backoff.StableMs - 2000));
        Assert.Equal(1000, RestAfterBreak(Backoff.StableMs + 1000));
    }

    [Fact]
    public void A_lost_boot_is_reported_even_when_no_sensor_gives_a_reading()
    {
        var files = new FakeFiles();
        new Bench(files).Take(2);
        var bench = new Bench(files, boot: "00000002");
        bench.Sensor.Silent = true;
        bench.GoOnline();
        bench.RunLink(Upkeep.CarrierMs + 2000);
        var data = Assert.Single(bench.Data).Json;
        Assert.Equal(0, data.GetProperty("sensors").GetArrayLength());
        Assert.Equal("""[{"boot":"00000001","from":1,"to":16,"reason":"power_loss"}]""", data.GetProperty("dropped").GetRawText());
        Assert.Empty(bench.Journal.Lost);
        Assert.Equal((1L, 1L, 0L), (bench.Account().Taken, bench.Account().Stored, bench.Account().Waiting));
    }

    [Fact]
    public void Commands_are_answered_on_the_response_topic()
    {
        _bench.GoOnline();
        Assert.True(_bench.Command("""{"request_id":"r1","action":"ping"}""").GetProperty("success").GetBoolean());
        Mqtt.Receive("broadcast/command", """{"request_id":"r2","action":"ping"}""");
        _bench.RunLink(0);
        Assert.Equal(["r1", "r2"], Mqtt.Of("response").Select(m => m.Json.GetProperty("request_id").GetString()));
    }

    [Fact]
    public void A_response_that_was_not_acknowledged_is_sent_again_after_the_reconnect()
    {
        _bench.GoOnline();
        Mqtt.Acknowledges = false;
        _bench.Command("""{"request_id":"r1","action":"ping"}""");
        Mqtt.Break();
        Mqtt.Acknowledges = true;
        _bench.GoOnline();
        _bench.RunLink(0);
        Assert.Equal(2, Mqtt.Of("response").Count());
        Mqtt.Break();
        _bench.GoOnline();
        _bench.RunLink(0);
        Assert.Equal(2, Mqtt.Of("response").Count());
    }

    [Fact]
    public void A_flood_of_messages_is_refused_and_ends_the_connection_instead_of_the_memory()
    {
        _bench.GoOnline();
        for (var i = 0; i < 1000; i++) Mqtt.Receive(Bench.Device + "command", $$"""{"request_id":"r{{i}}","action":"ping"}""");
        _bench.RunLink(0);
        Assert.Equal(LinkStage.Resting, _bench.Link.Stage);
        _bench.GoOnline();
    }

    [Theory]
    [InlineData("stored", "{")]
    [InlineData("stored", """{"boot":"00000001"}""")]
    [InlineData("stored", """{"boot":"00000001","up_to":"x"}""")]
    [InlineData("stored", """{"boot":"00000001","up_to":9,"missing":"7-"}""")]
    public void A_message_that_cannot_be_read_is_logged_and_frees_nothing(string leaf, string text)
    {
        Mqtt.PubackMeansStored = false;
        _bench.GoOnline();
        _bench.Take(2);
        _bench.RunLink(0);
        Mqtt.Receive(Bench.Device + leaf, text);
        _bench.RunLink(0);
        Assert.Equal((2, LinkStage.Online), (_bench.Outbox.Waiting, _bench.Link.Stage));
        Assert.Contains(_bench.Sink.Lines, l => l.StartsWith("warning", StringComparison.Ordinal) && l.Contains("stored ignored"));
    }

    [Fact]
    public void A_reboot_answers_drains_says_goodbye_and_restarts()
    {
        _bench.GoOnline();
        _bench.Take(3);
        Mqtt.Receive(Bench.Device + "command", """{"request_id":"r1","action":"reboot"}""");
        RunToReboot();
        Assert.Equal("r1", Mqtt.Of("response").Single().Json.GetProperty("request_id").GetString());
        var goodbye = Mqtt.Of("status").Last();
        Assert.Equal(("offline", "reboot", true), (goodbye.Json.GetProperty("status").GetString(), goodbye.Json.GetProperty("reason").GetString(), goodbye.Retain));
        Assert.Equal(1, Mqtt.Goodbyes);
        Assert.False(_bench.Sampler.Sample(null, out _));

        var next = new Bench(_bench.Files, boot: "00000002");
        Assert.Equal("planned", next.Journal.ResetReason);
        Assert.Empty(next.Journal.Lost);
    }

    [Fact]
    public void A_reboot_that_cannot_deliver_reports_what_is_left_at_the_next_start()
    {
        Mqtt.PubackMeansStored = false;
        _bench.GoOnline();
        _bench.Take(3);
        Mqtt.Receive(Bench.Device + "command", """{"request_id":"r1","action":"reboot"}""");
        var askedMs = _bench.Clock.UptimeMs;
        RunToReboot();
        Assert.InRange(_bench.Clock.UptimeMs - askedMs, Departure.DrainLimitMs, Departure.DrainLimitMs + 1000);
        var loss = Assert.Single(new Bench(_bench.Files, boot: "00000002").Journal.Lost);
        Assert.Equal(("00000001", 1L, 3L, DropReasons.Reboot), (loss.Boot, loss.From, loss.To, loss.Reason));
    }

    [Fact]
    public void A_reboot_whose_connection_breaks_restarts_all_the_same()
    {
        Mqtt.PubackMeansStored = false;
        _bench.GoOnline();
        _bench.Take(3);
        Mqtt.Receive(Bench.Device + "command", """{"request_id":"r1","action":"reboot"}""");
        _bench.StepLink();
        Mqtt.Break();
        RunToReboot();
        Assert.Equal(3, Assert.Single(new Bench(_bench.Files, boot: "00000002").Journal.Lost).To);
    }

    [Fact]
    public void An_exception_in_a_step_ends_in_a_fresh_connection()
    {
        _bench.GoOnline();
        Mqtt.OnSent = _ => throw new InvalidOperationException("bug");
        _bench.Take();
        Assert.Throws<InvalidOperationException>(() => _bench.StepLink());
        Mqtt.OnSent = null;
        _bench.Link.Recover();
        Assert.Equal(LinkStage.Resting, _bench.Link.Stage);
        _bench.GoOnline();
        _bench.RunLink(0);
        Assert.Equal(0, _bench.Outbox.Waiting);
    }

    private int RestAfterBreak(int onlineMs)
    {
        _bench.RunLink(onlineMs);
        Assert.Equal(LinkStage.Online, _bench.Link.Stage);
        Mqtt.Break();
        var waitMs = _bench.StepLink();
        Assert.Equal(LinkStage.Resting, _bench.Link.Stage);
        _bench.GoOnline();
        return waitMs;
    }

    private void RunToReboot()
    {
        for (var i = 0; i < 100 && _bench.Board.Reboots == 0; i++)
        {
            _bench.Clock.UptimeMs += _bench.Link.Step();
        }

        Assert.Equal(1, _bench.Board.Reboots);
    }
}
