using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>A reading keeps its uptime, and gets the best time that is known when it is sent.</summary>
public sealed class TimeTests
{
    private const long Then = 1_767_600_000_000;

    private readonly FakeClock _clock = new();
    private readonly TimeFloor _floor;
    private readonly BoardTime _time;

    public TimeTests()
    {
        _floor = new TimeFloor(new FakeFiles(), _clock);
        _time = new BoardTime(_clock, _floor);
    }

    [Fact]
    public void Before_any_clock_is_set_only_the_uptime_is_known()
    {
        _clock.UptimeMs = 5000;
        Assert.Equal((TimeQualities.Uptime, 0L, false), (_time.Quality, _time.At(4000), _time.IsSet));
    }

    [Fact]
    public void A_reading_from_before_the_clock_was_set_is_placed_when_it_is()
    {
        _clock.UptimeMs = 60_000;
        _clock.UnixAtStart = Then;
        Assert.Equal((TimeQualities.Sntp, Then + 4000), (_time.Quality, _time.At(4000)));
    }

    [Fact]
    public void The_gateways_time_is_used_where_there_is_no_other()
    {
        _clock.UptimeMs = 10_000;
        _time.HearGateway(Then + 10_000);
        _clock.UptimeMs = 12_000;
        Assert.Equal((TimeQualities.Gateway, Then + 12_000, Then + 3000), (_time.Quality, _time.NowMs, _time.At(3000)));
    }

    [Fact]
    public void The_boards_own_clock_beats_the_gateways()
    {
        _time.HearGateway(1_000_000_000_000);
        _clock.UnixAtStart = Then;
        Assert.Equal((TimeQualities.Sntp, Then), (_time.Quality, _time.NowMs));
    }

    [Fact]
    public void A_clock_before_the_floor_counts_as_none()
    {
        _floor.Raise(Then);
        _clock.UnixAtStart = Then - TimeFloor.SlackMs - 1;
        Assert.Equal((TimeQualities.Uptime, 0L), (_time.Quality, _time.NowMs));
        _time.HearGateway(Then - TimeFloor.SlackMs - 1);
        Assert.Equal((TimeQualities.Uptime, 0L), (_time.Quality, _time.NowMs));
        _time.HearGateway(Then + 5000);
        Assert.Equal((TimeQualities.Gateway, Then + 5000), (_time.Quality, _time.NowMs));
        _clock.UnixAtStart = Then - TimeFloor.SlackMs;
        Assert.Equal((TimeQualities.Sntp, Then - TimeFloor.SlackMs), (_time.Quality, _time.NowMs));
    }
}
