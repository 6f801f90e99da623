using System.Text;
using System.Text.Json;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>Each command is carried out once and answered once.</summary>
public sealed class CommandTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void Ping_is_answered()
    {
        _bench.Clock.UptimeMs = 4711;
        Assert.Equal("""{"request_id":"r1","state":"done","success":true,"result":{"uptime_ms":4711}}""", Ask("""{"request_id":"r1","action":"ping"}""").GetRawText());
    }

    [Fact]
    public void Set_led_switches_the_led()
    {
        var answer = Ask("""{"request_id":"r1","action":"set_led","params":{"state":1}}""");
        Assert.Equal((2, true), Assert.Single(_bench.Pins.Writes));
        Assert.Equal("""{"pin":2,"state":1}""", answer.GetProperty("result").GetRawText());
    }

    [Fact]
    public void Write_pin_sets_a_writable_pin()
    {
        Ask("""{"request_id":"r1","action":"write_pin","params":{"pin":5,"value":0}}""");
        Assert.Equal((5, false), Assert.Single(_bench.Pins.Writes));
    }

    [Theory]
    [InlineData("write_pin", """{"pin":2,"value":1}""", ErrorCodes.Rejected, "pin 2 is not in writable_pins")]
    [InlineData("set_led", """{"pin":13,"state":1}""", ErrorCodes.Rejected, "pin 13 is neither led_pin nor in writable_pins")]
    [InlineData("write_pin", """{"pin":4}""", ErrorCodes.BadParams, "value is missing: give a whole number from 0 to 1")]
    [InlineData("set_led", """{"state":"on"}""", ErrorCodes.BadParams, "state is \"on\": give a whole number from 0 to 1")]
    [InlineData("set_interval", """{"interval_ms":5}""", ErrorCodes.BadParams, "interval_ms is 5: give a whole number from 100 to 86400000")]
    [InlineData("ping", "7", ErrorCodes.BadParams, "params is no object")]
    [InlineData("dance", "{}", ErrorCodes.UnknownAction, "known are ping, set_led, write_pin, read_now, set_interval, reboot, sleep, exit_safe_mode, set_log_level, format_outbox, diag, identify, emergency_stop, emergency_release")]
    public void What_cannot_be_done_is_refused_with_its_reason_and_nothing_is_done(string action, string parameters, string code, string text)
    {
        var error = Ask($$"""{"request_id":"r1","action":"{{action}}","params":{{parameters}} }""").GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Contains(text, error.GetProperty("message").GetString());
        Assert.Empty(_bench.Pins.Writes);
    }

    [Fact]
    public void Read_now_answers_with_the_values_that_it_took()
    {
        var result = Ask("""{"request_id":"r1","action":"read_now"}""").GetProperty("result");
        Assert.Equal("00000001", result.GetProperty("boot").GetString());
        Assert.Equal(1, result.GetProperty("seq").GetInt64());
        Assert.Equal(21.5, result.GetProperty("sensors")[0].GetProperty("value").GetDouble());
        Assert.Equal(1, _bench.Outbox.Waiting);
    }

    [Fact]
    public void Read_now_with_dead_sensors_fails_in_words()
    {
        _bench.Sensor.Silent = true;
        Assert.Equal(ErrorCodes.Failed, Ask("""{"request_id":"r1","action":"read_now"}""").GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public void Set_interval_changes_the_beat()
    {
        Ask("""{"request_id":"r1","action":"set_interval","params":{"interval_ms":200}}""");
        Assert.Equal(200, _bench.Sampler.Step());
    }

    [Fact]
    public void Set_log_level_holds_for_a_while()
    {
        _bench.Log.Level = LogLevel.Warning;
        Ask("""{"request_id":"r1","action":"set_log_level","params":{"level":"debug","seconds":10}}""");
        _bench.Log.Debug("seen");
        _bench.Clock.UptimeMs = 10_000;
        _bench.Log.Debug("not seen");
        Assert.EndsWith("seen", _bench.Sink.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(_bench.Sink.Lines, l => l.Contains("not seen"));
        Assert.Equal(LogLevel.Warning, _bench.Log.Level);
    }

    [Fact]
    public void Set_log_level_names_the_levels_that_there_are()
    {
        var error = Ask("""{"request_id":"r1","action":"set_log_level","params":{"level":"loud"}}""").GetProperty("error");
        Assert.Contains("level is \"loud\": use debug, info, warning or error", error.GetProperty("message").GetString());
    }

    [Fact]
    public void Format_outbox_gives_up_what_waits_counts_and_reports_it()
    {
        _bench.Take(3);
        Assert.Equal(ErrorCodes.Rejected, Ask("""{"request_id":"r1","action":"format_outbox"}""").GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(3, _bench.Outbox.Waiting);
        Assert.Equal(3, Ask("""{"request_id":"r2","action":"format_outbox","params":{"confirm":true}}""").GetProperty("result").GetProperty("discarded").GetInt32());
        Assert.Equal((0, 3L), (_bench.Outbox.Waiting, _bench.Account().DropCounts[2]));
        _bench.Take();
        _bench.GoOnline();
        _bench.RunLink(0);
        Assert.Equal("""[{"boot":"00000001","from":1,"to":3,"reason":"discarded"}]""", _bench.Data.Single().Json.GetProperty("dropped").GetRawText());
    }

    [Fact]
    public void Diag_tells_of_the_outbox_and_of_each_threads_last_exception_within_bounds()
    {
        _bench.Take(2);
        _bench.Pulses[0].Failed(new string('x', 5000));
        var result = Ask("""{"request_id":"r1","action":"diag"}""").GetProperty("result");
        Assert.Equal((2, 2, false), (result.GetProperty("last_seq").GetInt32(), result.GetProperty("outbox").GetProperty("in_memory").GetInt32(), result.GetProperty("safe_mode").GetBoolean()));
        var thread = result.GetProperty("threads")[0];
        Assert.Equal(("sampling", 1, 200), (thread.GetProperty("name").GetString(), thread.GetProperty("exceptions").GetInt32(), thread.GetProperty("last").GetString()!.Length));
    }

    [Fact]
    public void A_repeated_request_is_answered_alike_and_not_done_again()
    {
        const string Command = """{"request_id":"r1","action":"read_now"}""";
        var first = Ask(Command).GetRawText();
        Assert.Equal(first, Ask(Command).GetRawText());
        Assert.Equal(1, _bench.Outbox.Waiting);
    }

    [Fact]
    public void The_last_32_requests_are_remembered()
    {
        for (var i = 0; i < 32; i++) Ask($$"""{"request_id":"r{{i}}","action":"set_led","params":{"state":1} }""");
        Ask("""{"request_id":"r0","action":"set_led","params":{"state":1}}""");
        Assert.Equal(32, _bench.Pins.Writes.Count);
        Ask("""{"request_id":"r32","action":"set_led","params":{"state":1}}""");
        Ask("""{"request_id":"r0","action":"set_led","params":{"state":1}}""");
        Assert.Equal(34, _bench.Pins.Writes.Count);
    }

    [Fact]
    public void A_request_that_comes_again_after_a_restart_is_not_carried_out_again()
    {
        for (var i = 0; i < 40; i++) Ask($$"""{"request_id":"r{{i}}","action":"ping"}""");
        var next = new Bench(_bench.Files, boot: "00000002");
        next.Desk.Handle("""{"request_id":"r8","action":"set_led","params":{"state":1}}"""u8.ToArray(), false);
        var error = JsonDocument.Parse(next.Responses.Take()).RootElement.GetProperty("error");
        Assert.Equal(ErrorCodes.Rejected, error.GetProperty("code").GetString());
        Assert.Empty(next.Pins.Writes);
        // The oldest are forgotten.
        next.Desk.Handle("""{"request_id":"r7","action":"set_led","params":{"state":1}}"""u8.ToArray(), false);
        Assert.Single(next.Pins.Writes);
    }

    [Fact]
    public void Remembered_requests_that_power_cut_short_cost_only_the_last_of_them()
    {
        for (var i = 0; i < 3; i++) Ask($$"""{"request_id":"r{{i}}","action":"ping"}""");
        _bench.Files[AnswerBook.FileName] = _bench.Files[AnswerBook.FileName]![..7];
        var book = new AnswerBook(_bench.Files);
        Assert.True(book.Knows("r0", out _) && book.Knows("r1", out _));
        Assert.False(book.Knows("r", out _) || book.Knows("r2", out _));
    }

    [Fact]
    public void Large_answers_are_let_go_before_their_ids()
    {
        var book = new AnswerBook(new FakeFiles());
        for (var i = 0; i < 20; i++) book.Keep($"r{i}", new byte[1000]);
        Assert.True(book.Knows("r0", out var old));
        Assert.Null(old);
        Assert.True(book.Knows("r19", out var newest));
        Assert.Equal(1000, newest.Length);
    }

    [Fact]
    public void A_retained_command_is_not_carried_out()
    {
        _bench.Desk.Handle("""{"request_id":"r1","action":"set_led","params":{"state":1}}"""u8.ToArray(), retained: true);
        Assert.Empty(_bench.Pins.Writes);
        Assert.Equal(0, _bench.Responses.Count);
        Assert.Contains(_bench.Sink.Lines, l => l.Contains("retained command ignored"));
    }

    [Theory]
    [InlineData("""{"action":"set_led","params":{"state":1}}""")]
    [InlineData("""{"request_id":"with space","action":"set_led","params":{"state":1}}""")]
    [InlineData("""{"request_id":7,"action":"set_led","params":{"state":1}}""")]
    [InlineData("""not json""")]
    [InlineData("""[]""")]
    public void What_cannot_be_answered_is_not_carried_out(string command)
    {
        _bench.Desk.Handle(Encoding.UTF8.GetBytes(command), false);
        Assert.Empty(_bench.Pins.Writes);
        Assert.Equal(0, _bench.Responses.Count);
        Assert.Contains(_bench.Sink.Lines, l => l.Contains("command ignored"));
    }

    [Fact]
    public void A_command_that_came_too_late_is_refused_where_the_clock_is_set()
    {
        const string Command = """{"request_id":"r1","action":"set_led","params":{"state":1},"expires_at":"2026-01-05T08:00:00.000Z"}""";
        _bench.Clock.UnixAtStart = 1_767_600_000_001;
        Assert.Equal("""{"code":"expired","message":"arrived 1 ms too late"}""", Ask(Command).GetProperty("error").GetRawText());
        Assert.Empty(_bench.Pins.Writes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_767_599_999_000)]
    public void A_command_that_has_not_expired_or_whose_time_nobody_knows_is_carried_out(long unixMs)
    {
        _bench.Clock.UnixAtStart = unixMs;
        Assert.True(Ask("""{"request_id":"r1","action":"ping","expires_at":"2026-01-05T08:00:00.000Z"}""").GetProperty("success").GetBoolean());
    }

    [Fact]
    public void What_a_command_throws_is_its_answer()
    {
        _bench.Pins.Fails = new InvalidOperationException("pin in use");
        var error = Ask("""{"request_id":"r1","action":"set_led","params":{"state":1}}""").GetProperty("error");
        Assert.Equal((ErrorCodes.Failed, "pin in use"), (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
    }

    private JsonElement Ask(string command)
    {
        _bench.Desk.Handle(Encoding.UTF8.GetBytes(command), false);
        return JsonDocument.Parse(_bench.Responses.Take()).RootElement;
    }
}
