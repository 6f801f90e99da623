using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>The latest time that the board knew outlives its restarts, at few writes.</summary>
public sealed class TimeFloorTests
{
    private const long Then = 1_767_600_000_000;

    private readonly FakeFiles _files = new();
    private readonly FakeClock _clock = new();

    [Fact]
    public void The_floor_is_written_at_once_and_then_once_an_hour()
    {
        var floor = Start();
        for (; _clock.UptimeMs < 10 * TimeFloor.SaveMs; _clock.UptimeMs += 1000) floor.Follow(Then + _clock.UptimeMs);
        Assert.Equal(10, _files.Writes);
        Assert.Equal(Then + 9 * TimeFloor.SaveMs, Start().UnixMs);
    }

    [Fact]
    public void The_floor_rises_with_the_uptime()
    {
        Start().Raise(Then);
        var floor = Start();
        _clock.UptimeMs = 5 * TimeFloor.SaveMs;
        Assert.True(floor.Refuses(Then + _clock.UptimeMs - TimeFloor.SlackMs - 1));
        Assert.False(floor.Refuses(Then + _clock.UptimeMs - TimeFloor.SlackMs));
    }

    [Fact]
    public void A_fast_quartz_that_is_set_back_a_little_now_and_then_is_never_refused()
    {
        var floor = Start();
        floor.Follow(Then);
        for (var hour = 1; hour <= 24 * 365; hour++)
        {
            // 100 ppm.
            _clock.UptimeMs = hour * TimeFloor.SaveMs + hour * 360;
            Assert.False(floor.Refuses(Then + hour * TimeFloor.SaveMs));
            floor.Follow(Then + hour * TimeFloor.SaveMs);
        }
    }

    [Fact]
    public void A_planned_restart_keeps_it_to_the_millisecond_and_writes_nothing_twice()
    {
        var floor = Start();
        floor.Raise(Then);
        floor.Raise(Then + 1);
        floor.Keep();
        floor.Keep();
        Assert.Equal((2, Then + 1), (_files.Writes, Start().UnixMs));
    }

    [Fact]
    public void A_write_that_was_cut_at_any_byte_leaves_the_time_before_or_the_new_one()
    {
        Start().Raise(Then);
        for (var left = 0; left <= 16; left++)
        {
            var files = _files.Copy();
            files.BytesUntilCut = left;
            Assert.Throws<PowerCutException>(() => Start(files).Raise(Then + TimeFloor.SaveMs));
            Assert.Equal(left == 16 ? Then + TimeFloor.SaveMs : Then, Start(files.Copy()).UnixMs);
        }
    }

    [Fact]
    public void Bits_that_flipped_on_flash_make_no_time()
    {
        Start().Raise(Then);
        var name = _files.List()!.Single();
        for (var bit = 0; bit < 16 * 8; bit++)
        {
            var files = _files.Copy();
            files[name]![bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(0, Start(files).UnixMs);
        }
    }

    [Fact]
    public void Flash_that_refuses_is_tried_again_after_an_hour_and_not_before()
    {
        var floor = Start();
        _files.Refuses = true;
        floor.Raise(Then);
        _files.Refuses = false;
        floor.Raise(Then + TimeFloor.SaveMs - 1);
        Assert.Equal(0, _files.Writes);
        floor.Raise(Then + TimeFloor.SaveMs);
        Assert.Equal(Then + TimeFloor.SaveMs, Start().UnixMs);
    }

    [Fact]
    public void A_floor_that_was_lowered_stays_low_after_a_restart()
    {
        var floor = Start();
        floor.Raise(Then);
        floor.Lower(Then - 1_000_000);
        Assert.Equal(Then - 1_000_000, Start().UnixMs);
    }

    private TimeFloor Start(FakeFiles? files = null)
    {
        _clock.UptimeMs = 0;
        return new TimeFloor(files ?? _files, _clock);
    }
}
