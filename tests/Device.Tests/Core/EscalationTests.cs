using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>A restart is the last means against a link that does not come back.</summary>
public sealed class EscalationTests
{
    [Fact]
    public void A_board_that_is_offline_but_of_use_never_restarts_itself()
    {
        var bench = new Bench(limits: new OutboxLimits { Capacity = 8, FlashBytes = 64 * 1024, FlushMs = 10_000 });
        bench.Wifi.InReach = false;
        for (var i = 0; i < 48; i++)
        {
            bench.Take();
            bench.RunLink(1_800_000);
        }

        Assert.Equal(0, bench.Board.Reboots);
    }

    [Theory]
    [InlineData("dead sensors")]
    [InlineData("full outbox")]
    public void A_board_that_is_offline_and_of_no_use_restarts_ever_more_rarely_and_says_why(string how)
    {
        var files = new FakeFiles();
        var hours = new List<int>();
        for (var start = 1; start <= 6; start++)
        {
            var bench = new Bench(files, boot: $"{start:x8}", capacity: 4);
            bench.Wifi.InReach = false;
            while (bench.Board.Reboots == 0 && bench.Clock.UptimeMs < 20 * Escalation.FirstMs)
            {
                if (how == "full outbox") bench.Take(5);
                RunUntilReboot(bench, 600_000);
            }

            hours.Add((int)(bench.Clock.UptimeMs / Escalation.FirstMs));
        }

        Assert.Equal([1, 2, 4, 8, 16, 16], hours);
        var after = new Bench(files, boot: "000000ff").GoOnline();
        var info = after.Mqtt.Of("info").Single().Json;
        Assert.Equal(("offline", "no_wifi"), (info.GetProperty("reset_reason").GetString(), info.GetProperty("last_error").GetString()));
        after.RunLink(Backoff.StableMs + 10_000);
        Assert.Equal([0], files[Escalation.FileName]);
    }

    private static void RunUntilReboot(Bench bench, long milliseconds)
    {
        var endMs = bench.Clock.UptimeMs + milliseconds;
        while (bench.Clock.UptimeMs < endMs && bench.Board.Reboots == 0) bench.Clock.UptimeMs += bench.Link.Step();
    }
}
