extern alias firmware;

using System.Diagnostics;
using firmware::nanoFramework.Networking;
using firmware::nanoFramework.Runtime.Native;
using Nanofleet.VirtualBoard;
using NanoDateTime = firmware::System.DateTime;
using NanoEnvironment = firmware::System.Environment;
using NanoThreading = firmware::System.Threading;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>A board has no battery: it knows the date when somebody has told it.</summary>
public sealed class ClockTests : IDisposable
{
    private readonly Board _board = new();

    [Fact]
    public async Task The_date_begins_in_1970_with_the_uptime()
    {
        var (date, uptime) = (default(NanoDateTime), 0L);
        await _board.RunAsync(() => (date, uptime) = (NanoDateTime.UtcNow, NanoEnvironment.TickCount64));

        Assert.Equal(1970, date.Year);
        Assert.InRange((date - NanoDateTime.UnixEpoch).TotalMilliseconds, uptime - 2000, uptime + 1);
    }

    [Fact]
    public async Task The_network_sets_the_date_and_it_is_wrong_by_the_boards_offset()
    {
        var seconds = 0L;
        using var board = new Board(new BoardOptions { ClockOffset = TimeSpan.FromHours(-5) });
        await board.RunAsync(() =>
        {
            WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet", requiresDateTime: true);
            seconds = NanoDateTime.UtcNow.ToUnixTimeSeconds();
        });

        Assert.InRange(seconds - DateTimeOffset.UtcNow.AddHours(-5).ToUnixTimeSeconds(), -5, 1);
    }

    [Fact]
    public async Task Without_network_nobody_sets_the_date()
    {
        var year = 0;
        await _board.RunAsync(() =>
        {
            Sntp.UpdateNow();
            year = NanoDateTime.UtcNow.Year;
        });

        Assert.Equal(1970, year);
    }

    [Fact]
    public async Task Only_the_servers_that_answer_set_the_date()
    {
        var years = new List<int>();
        using var board = new Board(new BoardOptions { TimeServers = ["good"] });
        await board.RunAsync(() =>
        {
            WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet");
            foreach (var server in new[] { "silent", "good" })
            {
                Sntp.Server1 = Sntp.Server2 = server;
                Sntp.UpdateNow();
                years.Add(NanoDateTime.UtcNow.Year);
            }
        });

        Assert.Equal([1970, DateTime.UtcNow.Year], years);
    }

    [Fact]
    public async Task A_started_time_client_sets_the_date_when_the_network_comes()
    {
        var years = new List<int>();
        await _board.RunAsync(() =>
        {
            Sntp.Start();
            years.Add(NanoDateTime.UtcNow.Year);
            WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet");
            years.Add(NanoDateTime.UtcNow.Year);
        });

        Assert.Equal([1970, DateTime.UtcNow.Year], years);
    }

    [Fact]
    public async Task The_firmware_can_set_the_date_itself_and_the_next_life_has_forgotten_it()
    {
        var years = new List<int>();
        for (var life = 1; life <= 2; life++)
        {
            await _board.RunAsync(() =>
            {
                years.Add(NanoDateTime.UtcNow.Year);
                Rtc.SetSystemTime(new NanoDateTime(2031, 2, 3));
                years.Add(NanoDateTime.UtcNow.Year);
            });
            _board.PullPower();
        }

        Assert.Equal([1970, 2031, 1970, 2031], years);
    }

    [Fact]
    public async Task A_fast_crystal_runs_ahead()
    {
        using var board = new Board(new BoardOptions { ClockDriftPpm = 1_000_000 });
        var (fast, start) = (0L, Stopwatch.GetTimestamp());
        await board.RunAsync(() =>
        {
            NanoThreading.Thread.Sleep(100);
            fast = NanoEnvironment.TickCount64;
        });

        Assert.InRange(fast, 195, 2 * Stopwatch.GetElapsedTime(start).TotalMilliseconds + 1);
    }

    public void Dispose() => _board.Dispose();
}
