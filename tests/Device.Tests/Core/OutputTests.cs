using System.Text.Json;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>The outputs under commands: the emergency stop goes before everything, and blinking never holds anybody up.</summary>
public sealed class OutputTests
{
    private const string Stop = """{"request_id":"stop","action":"emergency_stop"}""";

    private readonly Bench _bench = new();

    [Fact]
    public void Emergency_stop_puts_every_output_into_its_safe_state_and_refuses_the_rest()
    {
        Assert.Equal("""{"stopped":true,"kept":true}""", Ask(Stop).GetProperty("result").GetRawText());
        Assert.Equal([(4, false), (5, true), (2, false)], _bench.Pins.Writes);
        string[] refused =
        [
            """{"request_id":"r1","action":"set_led","params":{"state":1}}""",
            """{"request_id":"r2","action":"write_pin","params":{"pin":4,"value":1}}""",
            """{"request_id":"r3","action":"identify"}""",
        ];
        foreach (var command in refused)
        {
            var answer = Ask(command);
            Assert.Equal(("rejected", "emergency_stop is in force: emergency_release ends it"), (answer.GetProperty("state").GetString(), answer.GetProperty("error").GetProperty("message").GetString()));
        }

        Assert.Equal(3, _bench.Pins.Writes.Count);
    }

    [Fact]
    public void Emergency_stop_outlasts_restarts_until_it_is_released()
    {
        Ask(Stop);
        var next = new Bench(_bench.Files, boot: "00000002");
        Assert.Equal([(4, false), (5, true), (2, false)], next.Pins.Writes);
        Assert.Equal("rejected", Ask("""{"request_id":"r1","action":"set_led","params":{"state":1}}""", next).GetProperty("state").GetString());
        Assert.Equal("done", Ask("""{"request_id":"r2","action":"emergency_release"}""", next).GetProperty("state").GetString());
        Assert.Equal("done", Ask("""{"request_id":"r3","action":"set_led","params":{"state":1}}""", next).GetProperty("state").GetString());
        Assert.False(new Bench(_bench.Files, boot: "00000003").Outputs.IsStopped);
    }

    [Fact]
    public void Emergency_stop_holds_and_says_so_where_flash_refuses_to_keep_it()
    {
        _bench.Files.Refuses = true;
        Assert.False(Ask(Stop).GetProperty("result").GetProperty("kept").GetBoolean());
        Assert.True(_bench.Outputs.IsStopped);
    }

    [Fact]
    public void Emergency_stop_makes_the_other_outputs_safe_where_one_fails()
    {
        _bench.Pins.FailsAt = 4;
        var answer = Ask(Stop);
        Assert.Equal("failed", answer.GetProperty("state").GetString());
        Assert.Contains("pin 4", answer.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal([(5, true), (2, false)], _bench.Pins.Writes);
    }

    [Fact]
    public void Emergency_release_without_a_stop_is_rejected() =>
        Assert.Equal("rejected", Ask("""{"request_id":"r1","action":"emergency_release"}""").GetProperty("state").GetString());

    [Fact]
    public void Emergency_stop_overtakes_commands_that_wait_and_finds_room_among_too_many()
    {
        _bench.GoOnline();
        for (var i = 0; i < 20; i++) _bench.Mqtt.Receive(Bench.Device + "command", $$"""{"request_id":"r{{i}}","action":"write_pin","params":{"pin":4,"value":1} }""");
        _bench.Mqtt.Receive("broadcast/command", Stop);
        _bench.RunLink(0);
        Assert.True(_bench.Outputs.IsStopped);
        Assert.DoesNotContain((4, true), _bench.Pins.Writes);
    }

    [Fact]
    public void A_release_that_was_sent_before_a_stop_is_not_carried_out_after_it()
    {
        _bench.GoOnline();
        Ask(Stop);
        _bench.Mqtt.Receive(Bench.Device + "command", """{"request_id":"r1","action":"emergency_release"}""");
        _bench.Mqtt.Receive(Bench.Device + "command", """{"request_id":"r2","action":"emergency_stop"}""");
        _bench.RunLink(0);
        Assert.True(_bench.Outputs.IsStopped);
    }

    [Fact]
    public void Identify_is_accepted_blinks_and_says_when_it_is_done()
    {
        Ask("""{"request_id":"on","action":"set_led","params":{"state":1}}""");
        var accepted = Ask("""{"request_id":"r1","action":"identify","params":{"seconds":2}}""");
        Assert.Equal("""{"request_id":"r1","state":"accepted","result":{"seconds":2}}""", accepted.GetRawText());
        Blink(2000);
        Assert.Equal("""{"request_id":"r1","state":"done","success":true}""", Answer().GetRawText());
        // On as it was, then eight times the other way round, then on again.
        Assert.Equal([true, true, false, true, false, true, false, true, false, true], _bench.Pins.Writes.Select(w => w.High));
        // Whoever asks again hears the end.
        Assert.Equal("done", Ask("""{"request_id":"r1","action":"identify","params":{"seconds":2}}""").GetProperty("state").GetString());
    }

    [Fact]
    public void Identify_ends_when_an_emergency_stop_comes()
    {
        Ask("""{"request_id":"r1","action":"identify"}""");
        Blink(500);
        Ask(Stop);
        Blink(500);
        Assert.Equal("failed", Answer().GetProperty("state").GetString());
        Assert.Equal((2, false), _bench.Pins.Writes[^1]);
    }

    [Theory]
    [InlineData("""{"seconds":0}""", "seconds is 0: give a whole number from 1 to 300")]
    [InlineData("""{"seconds":301}""", "seconds is 301")]
    [InlineData("""{"seconds":true}""", "seconds is true")]
    public void Identify_is_bounded(string parameters, string says) =>
        Assert.Contains(says, Ask($$"""{"request_id":"r1","action":"identify","params":{{parameters}} }""").GetProperty("error").GetProperty("message").GetString());

    [Fact]
    public void Identify_is_rejected_while_it_blinks_already()
    {
        Ask("""{"request_id":"r1","action":"identify"}""");
        Assert.Equal("rejected", Ask("""{"request_id":"r2","action":"identify"}""").GetProperty("state").GetString());
    }

    [Fact]
    public void Reboot_is_accepted_and_the_next_start_says_that_it_is_done()
    {
        Assert.Equal("""{"request_id":"r1","state":"accepted","result":{"rebooting":true}}""", Ask("""{"request_id":"r1","action":"reboot"}""").GetRawText());
        var next = new Bench(_bench.Files, boot: "00000002");
        Assert.Equal("""{"request_id":"r1","state":"done","success":true,"result":{"boot":"00000002"}}""", Answer(next).GetRawText());
        Assert.Equal(0, new Bench(_bench.Files, boot: "00000003").Responses.Count);
    }

    [Fact]
    public void A_restart_that_power_cut_short_while_it_was_noted_answers_nothing()
    {
        _bench.Files[OpenRequest.FileName] = "r"u8.ToArray();
        Assert.Equal(0, new Bench(_bench.Files, boot: "00000002").Responses.Count);
    }

    private void Blink(int milliseconds)
    {
        var endMs = _bench.Clock.UptimeMs + milliseconds;
        while (true)
        {
            var waitMs = _bench.Blinker.Step();
            if (_bench.Clock.UptimeMs + waitMs > endMs) break;
            _bench.Clock.UptimeMs += waitMs;
        }

        _bench.Clock.UptimeMs = endMs;
    }

    private JsonElement Ask(string command, Bench? bench = null)
    {
        (bench ?? _bench).Desk.Handle(System.Text.Encoding.UTF8.GetBytes(command), false);
        return Answer(bench);
    }

    private JsonElement Answer(Bench? bench = null) => JsonDocument.Parse((bench ?? _bench).Responses.Take()).RootElement;
}
