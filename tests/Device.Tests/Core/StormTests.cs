using Nanofleet.Device.Tests.Core.Fakes;
using Nanofleet.Testing.Network;

namespace Nanofleet.Device.Tests.Core;

/// <summary>
/// Five hundred boards lose their broker at once. Each is the firmware's whole Core; only time is virtual. How many try to
/// connect in each second stays under what full jitter promises.
/// </summary>
public sealed class StormTests(ITestOutputHelper output)
{
    private const int Boards = 500;
    private const int AwaySeconds = 300;
    private const int FirstSeed = 20_000;

    private static readonly JitterCurve Curve = new(Boards, TimeSpan.FromMilliseconds(Backoff.FirstMs), TimeSpan.FromMilliseconds(Backoff.MostMs), AwaySeconds);

    [Fact]
    public void Attempts_per_second_stay_under_the_curve_of_full_jitter_when_500_boards_lose_their_broker_at_once()
    {
        var attempts = new int[AwaySeconds];
        for (var n = 0; n < Boards; n++)
            foreach (var second in Attempts(new FakeRandom(FirstSeed + n))) attempts[second]++;
        output.WriteLine(string.Join(' ', attempts));
        for (var second = 0; second < AwaySeconds; second++)
            Assert.True(attempts[second] <= Curve.Bound(second), $"{attempts[second]} attempts in second {second}; on average there are {Curve.Mean(second):0.0}, and chance alone does not exceed {Curve.Bound(second):0.0}");
        // Nor have they given up.
        Assert.InRange(attempts.Sum(), 0.9 * Enumerable.Range(0, AwaySeconds).Sum(Curve.Mean), 1.1 * Enumerable.Range(0, AwaySeconds).Sum(Curve.Mean));
    }

    [Fact]
    public void Boards_that_wait_without_jitter_break_through_the_curve()
    {
        var attempts = new int[AwaySeconds];
        for (var n = 0; n < Boards; n++)
            foreach (var second in Attempts(new FakeRandom())) attempts[second]++;
        Assert.Contains(Enumerable.Range(0, AwaySeconds), second => attempts[second] > Curve.Bound(second));
    }

    [Fact]
    public void The_curve_begins_as_one_can_reckon_by_hand_and_ends_at_two_attempts_a_minute_and_board()
    {
        // The first attempts all come within the first second; those of the second wait, of up to two, to one quarter; and so on.
        Assert.InRange(Curve.Mean(0) / Boards, 1.25, 1.31);
        Assert.InRange(Enumerable.Range(240, 60).Sum(Curve.Mean) / Boards, 1.95, 2.1);
        Assert.All(Enumerable.Range(0, AwaySeconds), second => Assert.InRange(Curve.Bound(second), Curve.Mean(second), Curve.Mean(second) + 150));
    }

    private static IEnumerable<int> Attempts(IRandom random)
    {
        var bench = new Bench(random: random, level: LogLevel.Error).GoOnline();
        var opened = bench.Mqtt.Openings.Count;
        var lostMs = bench.Clock.UptimeMs;
        bench.Mqtt.RefusesOpening = "away";
        bench.Mqtt.Break();
        while (bench.Clock.UptimeMs < lostMs + AwaySeconds * 1000)
        {
            var waitMs = bench.Link.Step();
            if (bench.Mqtt.Openings.Count > opened) yield return (int)(bench.Clock.UptimeMs - lostMs) / 1000;
            opened = bench.Mqtt.Openings.Count;
            bench.Clock.UptimeMs += waitMs;
        }
    }
}
