using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>Several time servers, the gateway, and a floor that none of them may undercut alone.</summary>
public sealed class TimeKeeperTests
{
    private const long Then = 1_767_600_000_000;
    private const long Day = 86_400_000;

    private readonly FakeFiles _files = new();

    [Fact]
    public void Servers_that_do_not_answer_are_asked_in_turn_with_more_and_more_patience()
    {
        var bench = Silent(new Bench(_files));
        bench.RunLink(TimeKeeper.PatienceMs * 8);
        Assert.Equal(["first", "second", "third", "first", "second", "third"], bench.NetworkTime.Asked.Take(6));
        var before = bench.NetworkTime.Asked.Count;
        bench.RunLink(TimeKeeper.MostPatienceMs * 10);
        Assert.InRange(bench.NetworkTime.Asked.Count - before, 10, 25);
    }

    [Fact]
    public void The_second_server_gives_the_time_that_the_first_has_not()
    {
        var bench = new Bench(_files);
        bench.NetworkTime.Odd["first"] = 0;
        bench.GoOnline();
        Assert.Equal(TimeQualities.Uptime, bench.Time.Quality);
        bench.RunLink(TimeKeeper.PatienceMs);
        Assert.Equal((TimeQualities.Sntp, Then + bench.Clock.UptimeMs), (bench.Time.Quality, bench.Time.NowMs));
        Assert.Equal(["first", "second"], bench.NetworkTime.Asked);
    }

    [Fact]
    public void A_server_that_gave_the_time_is_asked_again_every_hour_and_after_each_joining()
    {
        var bench = new Bench(_files).GoOnline();
        bench.RunLink(3 * TimeKeeper.RenewMs + 20_000);
        Assert.Equal(4, bench.NetworkTime.Asked.Count);
        bench.Wifi.Lose();
        bench.Mqtt.Break();
        bench.GoOnline();
        Assert.Equal(["first"], bench.NetworkTime.Asked.Distinct());
        Assert.Equal(5, bench.NetworkTime.Asked.Count);
    }

    [Fact]
    public void A_board_never_goes_behind_a_time_that_it_knew_before_its_restart()
    {
        Known(Then + Day);
        var bench = new Bench(_files, boot: "00000002");
        bench.NetworkTime.Odd["first"] = Then;
        bench.NetworkTime.Odd["second"] = 0;
        bench.NetworkTime.UnixAtStart = Then + 2 * Day;
        bench.Take();
        bench.GoOnline();
        Assert.Equal(TimeQualities.Uptime, bench.Time.Quality);
        bench.RunLink(2 * TimeKeeper.PatienceMs);
        Assert.Equal((TimeQualities.Sntp, Then + 2 * Day + bench.Clock.UptimeMs), (bench.Time.Quality, bench.Time.NowMs));
        Assert.Equal("uptime", bench.Data.First().Json.GetProperty("time_quality").GetString());
        Assert.Contains(bench.Sink.Lines, l => l.Contains("time: first says a time before one that was known already"));
    }

    [Fact]
    public void Two_servers_that_agree_beat_a_floor_that_a_liar_left()
    {
        Known(Then + 3650 * Day);
        var bench = new Bench(_files, boot: "00000002").GoOnline();
        bench.RunLink(0);
        Assert.Equal((TimeQualities.Sntp, Then + bench.Clock.UptimeMs), (bench.Time.Quality, bench.Time.NowMs));
        Assert.InRange(new TimeFloor(_files, new FakeClock()).UnixMs, Then, Then + 10_000);
    }

    [Fact]
    public void A_clock_that_a_liar_set_before_the_restart_does_not_agree_with_that_liar()
    {
        Known(Then + Day);
        var bench = Silent(new Bench(_files, boot: "00000002"));
        bench.Clock.UnixAtStart = Then;
        bench.NetworkTime.Odd["second"] = Then;
        bench.GoOnline();
        bench.RunLink(2 * TimeKeeper.PatienceMs);
        Assert.Contains("second", bench.NetworkTime.Asked);
        Assert.Equal(TimeQualities.Uptime, bench.Time.Quality);
        Assert.InRange(new TimeFloor(_files, new FakeClock()).UnixMs, Then + Day, Then + 2 * Day);
    }

    [Fact]
    public void One_server_and_the_gateway_beat_it_too_but_not_one_server_with_itself()
    {
        Known(Then + 3650 * Day);
        var bench = new Bench(_files, boot: "00000002", timeServers: ["only"]).GoOnline();
        bench.RunLink(10 * TimeKeeper.MostPatienceMs);
        Assert.Equal(TimeQualities.Uptime, bench.Time.Quality);
        Gateway(bench, Then + bench.Clock.UptimeMs + 2000);
        Assert.True(bench.Time.IsSet);
        bench.RunLink(TimeKeeper.MostPatienceMs);
        Assert.Equal((TimeQualities.Sntp, Then + bench.Clock.UptimeMs), (bench.Time.Quality, bench.Time.NowMs));
    }

    [Fact]
    public void The_gateway_gives_the_time_where_no_server_does_and_its_retained_word_gives_none()
    {
        var bench = Silent(new Bench(_files)).GoOnline();
        Gateway(bench, Then + Day, retained: true);
        Assert.Equal(TimeQualities.Uptime, bench.Time.Quality);
        Gateway(bench, Then + Day - TimeFloor.SlackMs - 1);
        Assert.Equal(TimeQualities.Uptime, bench.Time.Quality);
        Gateway(bench, Then + Day + 1000);
        Assert.Equal((TimeQualities.Gateway, Then + Day + 1000), (bench.Time.Quality, bench.Time.NowMs));
        bench.Take();
        bench.RunLink(0);
        Assert.Equal("gateway", bench.Data.Last().Json.GetProperty("time_quality").GetString());
    }

    [Fact]
    public void A_server_that_the_gateway_contradicts_gives_way_to_the_next_one_at_most_once_an_hour()
    {
        var bench = new Bench(_files);
        bench.NetworkTime.Odd["first"] = Then + 10 * Day;
        bench.GoOnline();
        for (var minute = 0; minute < 90; minute++)
        {
            Gateway(bench, Then + bench.Clock.UptimeMs);
            bench.RunLink(60_000);
        }

        Assert.Equal((TimeQualities.Sntp, Then + bench.Clock.UptimeMs), (bench.Time.Quality, bench.Time.NowMs));
        Assert.Equal(["first", "second", "second"], bench.NetworkTime.Asked);
        Assert.Contains(bench.Sink.Lines, l => l.Contains("time: first and the gateway are 864000 s apart"));
    }

    [Fact]
    public void A_gateway_whose_own_clock_is_wrong_does_not_move_a_board_that_servers_agree_with()
    {
        var bench = new Bench(_files).GoOnline();
        for (var minute = 0; minute < 200; minute++)
        {
            Gateway(bench, Then - Day + bench.Clock.UptimeMs);
            bench.RunLink(60_000);
            Assert.Equal((TimeQualities.Sntp, Then + bench.Clock.UptimeMs), (bench.Time.Quality, bench.Time.NowMs));
        }

        Assert.InRange(bench.NetworkTime.Asked.Count, 4, 9);
    }

    [Fact]
    public void Without_servers_the_clock_is_what_the_image_makes_of_it()
    {
        var bench = new Bench(_files, timeServers: []);
        bench.Clock.UnixAtStart = Then;
        bench.GoOnline();
        bench.RunLink(3 * TimeKeeper.RenewMs);
        Assert.Empty(bench.NetworkTime.Asked);
        Assert.Equal((TimeQualities.Sntp, Then + bench.Clock.UptimeMs), (bench.Time.Quality, bench.Time.NowMs));
        Assert.True(bench.Floor.UnixMs >= Then + 3 * TimeKeeper.RenewMs - 20_000);
    }

    private static Bench Silent(Bench bench)
    {
        bench.NetworkTime.UnixAtStart = 0;
        return bench;
    }

    // A board that knew this time, and lost its power.
    private void Known(long unixMs)
    {
        var bench = new Bench(_files);
        bench.NetworkTime.UnixAtStart = unixMs;
        bench.GoOnline();
    }

    private static void Gateway(Bench bench, long unixMs, bool retained = false)
    {
        var json = new JsonBuffer(1000);
        new GatewayMessage { Version = "test", PubackMeansStored = true, UnixMs = unixMs }.WriteTo(json);
        bench.Mqtt.Receive("system/gateway", json.ToString(), retained);
        bench.RunLink(0);
    }
}
