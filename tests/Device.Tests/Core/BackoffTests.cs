using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

public sealed class BackoffTests
{
    [Fact]
    public void The_bound_doubles_from_one_second_to_a_minute_and_stays_there()
    {
        var backoff = new Backoff(new FakeRandom());
        var waits = Enumerable.Range(0, 9).Select(_ => backoff.Next()).ToArray();
        Assert.Equal([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000], waits);
    }

    [Fact]
    public void Every_wait_lies_between_zero_and_the_bound_whatever_chance_says()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var backoff = new Backoff(new FakeRandom(seed));
            long bound = Backoff.FirstMs;
            for (var i = 0; i < 20; i++)
            {
                Assert.InRange(backoff.Next(), 0, bound);
                bound = Math.Min(Backoff.MostMs, bound * 2);
            }
        }
    }

    [Fact]
    public void Waits_are_spread_over_the_whole_range()
    {
        var waits = new List<int>();
        for (var seed = 0; seed < 400; seed++)
        {
            var backoff = new Backoff(new FakeRandom(seed));
            for (var i = 0; i < 6; i++) backoff.Next();
            waits.Add(backoff.Next());
        }

        // Full jitter: a quarter of a fleet in each quarter of the minute, give or take.
        for (var quarter = 0; quarter < 4; quarter++)
            Assert.InRange(waits.Count(w => w / 15001 == quarter), 60, 140);
    }

    [Fact]
    public void A_reset_starts_over()
    {
        var backoff = new Backoff(new FakeRandom());
        for (var i = 0; i < 5; i++) backoff.Next();
        backoff.Reset();
        Assert.Equal(1000, backoff.Next());
    }
}
