using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>A board that hangs or crashes restarts, says why, and does not do so for ever.</summary>
public sealed class SupervisionTests
{
    private readonly FakeFiles _files = new();
    private readonly FakeLastWords _lastWords = new();
    private readonly Pulse _pulse = new("sampling", 60_000);
    private readonly Bench _bench;
    private readonly Supervisor _supervisor;

    public SupervisionTests()
    {
        _bench = new Bench(_files, guarded: true);
        _supervisor = Supervise(_bench);
    }

    [Fact]
    public void A_thread_that_comes_back_in_time_is_left_alone_however_long_it_sleeps()
    {
        for (var i = 0; i < 50; i++)
        {
            _pulse.Beat(_bench.Clock.UptimeMs, 86_400_000);
            _bench.Clock.UptimeMs += 86_400_000 + 59_000;
            _supervisor.Step();
        }

        Assert.Equal(0, _bench.Board.Reboots);
    }

    [Fact]
    public void A_thread_that_does_not_come_back_ends_in_a_restart_after_readings_were_brought_to_flash()
    {
        _pulse.Failed("IOException short circuit");
        _pulse.Beat(0, 1000);
        _bench.Clock.UptimeMs = 61_001;
        _supervisor.Step();
        Assert.Equal((1, 1), (_bench.Board.Reboots, _lastWords.Spoken));
        var info = InfoOf(new Bench(_files, boot: "00000002"));
        Assert.Equal("hang", info.GetProperty("reset_reason").GetString());
        Assert.Equal("sampling does not come back; last exception: IOException short circuit", info.GetProperty("last_error").GetString());
    }

    [Fact]
    public void A_thread_that_fails_at_every_step_ends_in_a_restart_and_one_that_recovers_does_not()
    {
        for (var i = 1; i < 2 * Supervisor.MostInARow; i++)
        {
            _pulse.Failed("bug");
            if (i % (Supervisor.MostInARow - 1) == 0) _pulse.Succeeded();
            _supervisor.Step();
        }

        Assert.Equal(0, _bench.Board.Reboots);
        for (var i = 0; i < Supervisor.MostInARow; i++) _pulse.Failed("bug");
        _supervisor.Step();
        Assert.Equal(1, _bench.Board.Reboots);
        Assert.Equal("crash", InfoOf(new Bench(_files, boot: "00000002")).GetProperty("reset_reason").GetString());
    }

    [Fact]
    public void A_note_is_told_once()
    {
        _bench.Notes.Leave(CrashNotes.Crash, new string('x', 500));
        Assert.Equal(200, InfoOf(new Bench(_files, boot: "00000002")).GetProperty("last_error").GetString()!.Length);
        var info = InfoOf(new Bench(_files, boot: "00000003"));
        Assert.Equal("power_or_hang", info.GetProperty("reset_reason").GetString());
        Assert.False(info.TryGetProperty("last_error", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    public void A_note_that_power_cut_short_is_no_note(string note)
    {
        _files[CrashNotes.FileName] = System.Text.Encoding.ASCII.GetBytes(note);
        Assert.Equal("power_or_hang", InfoOf(new Bench(_files, boot: "00000002")).GetProperty("reset_reason").GetString());
    }

    [Fact]
    public void After_three_starts_that_soon_crashed_the_next_is_in_safe_mode_and_says_so()
    {
        Assert.False(_bench.Guard.IsSafeMode);
        Assert.False(NextStart(2).Guard.IsSafeMode);
        Assert.False(NextStart(3).Guard.IsSafeMode);
        var fourth = NextStart(4);
        Assert.True(fourth.Guard.IsSafeMode);
        Assert.Equal("safe", InfoOf(fourth).GetProperty("mode").GetString());
        Assert.True(NextStart(5).Guard.IsSafeMode);
    }

    [Fact]
    public void A_start_that_lasted_begins_the_count_anew()
    {
        NextStart(2);
        var third = NextStart(3);
        third.Clock.UptimeMs = StartGuard.StableMs;
        Supervise(third).Step();
        for (var start = 4; start <= 6; start++) Assert.False(NextStart(start).Guard.IsSafeMode);
        Assert.True(NextStart(7).Guard.IsSafeMode);
    }

    [Fact]
    public void Lost_power_and_planned_restarts_never_lead_to_safe_mode_however_fast()
    {
        for (var start = 2; start < 10; start++)
        {
            var board = new Bench(_files, boot: $"{start:x8}", guarded: true);
            Assert.False(board.Guard.IsSafeMode);
            if (start % 2 == 0) board.Outbox.SayGoodbye(0);
        }
    }

    [Fact]
    public void Safe_mode_ends_by_command()
    {
        for (var start = 2; start < 4; start++) NextStart(start);
        var safe = NextStart(4).GoOnline();
        Assert.Equal(CommandStates.Accepted, safe.Command("""{"request_id":"r1","action":"exit_safe_mode"}""").GetProperty("state").GetString());
        Assert.True(safe.Restart.Asked);
        Assert.False(NextStart(5).Guard.IsSafeMode);
    }

    [Fact]
    public void Safe_mode_ends_by_itself_after_a_while()
    {
        for (var start = 2; start < 4; start++) NextStart(start);
        var safe = NextStart(4);
        var supervisor = Supervise(safe);
        safe.Clock.UptimeMs = StartGuard.SafeModeMs - 1;
        supervisor.Step();
        Assert.False(safe.Restart.Asked);
        safe.Clock.UptimeMs++;
        supervisor.Step();
        Assert.True(safe.Restart.Asked);
        Assert.False(NextStart(5).Guard.IsSafeMode);
    }

    [Fact]
    public void A_board_that_is_not_in_safe_mode_refuses_to_leave_it()
    {
        _bench.GoOnline();
        var error = _bench.Command("""{"request_id":"r1","action":"exit_safe_mode"}""").GetProperty("error");
        Assert.Equal(ErrorCodes.Rejected, error.GetProperty("code").GetString());
        Assert.False(_bench.Restart.Asked);
    }

    private Bench NextStart(int number)
    {
        new CrashNotes(_files).Leave(CrashNotes.Crash, "bug");
        return new Bench(_files, boot: $"{number:x8}", guarded: true);
    }

    private Supervisor Supervise(Bench bench) => new([_pulse], bench.Guard, bench.Trial, bench.Notes, _lastWords, bench.Restart, bench.Board, bench.Clock, bench.Log);

    private static System.Text.Json.JsonElement InfoOf(Bench bench)
    {
        bench.GoOnline();
        return bench.Mqtt.Of("info").Single().Json;
    }

    private sealed class FakeLastWords : ILastWords
    {
        public int Spoken { get; private set; }

        public bool Speak(int limitMs)
        {
            Spoken++;
            return true;
        }
    }
}
