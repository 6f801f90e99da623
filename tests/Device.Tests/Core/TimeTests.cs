using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>A reading keeps its uptime, and gets the best time that is known when it is sent.</summary>
public sealed class TimeTests
{
    private readonly FakeClock _clock = new();
    private readonly BoardTime _time;

    public TimeTests() => _time = new BoardTime(_clock);

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
        _clock.UnixAtStart = 1_767_600_000_000;
        Assert.Equal((TimeQualities.Sntp, 1_767_600_004_000L), (_time.Quality, _time.At(4000)));
    }

    [Fact]
    public void The_gateways_time_is_used_where_there_is_no_other()
    {
        _clock.UptimeMs = 10_000;
        _time.HearGateway(1_767_600_010_000);
        _clock.UptimeMs = 12_000;
        Assert.Equal((TimeQualities.Gateway, 1_767_600_012_000L, 1_767_600_003_000L), (_time.Quality, _time.NowMs, _time.At(3000)));
    }

    [Fact]
    public void The_boards_own_clock_beats_the_gateways()
    {
        _time.HearGateway(1_000_000_000_000);
        _clock.UnixAtStart = 1_767_600_000_000;
        Assert.Equal((TimeQualities.Sntp, 1_767_600_000_000L), (_time.Quality, _time.NowMs));
    }
}
