using Nanofleet.Gateway.Security.Claims;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security.Claims;

/// <summary>How often somebody may guess a claim code.</summary>
public sealed class WrongCodesTests
{
    private readonly ManualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Attempts_that_come_all_at_once_are_counted_before_the_first_is_judged()
    {
        var codes = new WrongCodes(_clock);

        var judged = Enumerable.Range(0, 600).Count(_ => codes.Take("203.0.113.7") is null);

        Assert.Equal(10, judged);
        Assert.Null(codes.Take("203.0.113.8")); // one address alone does not keep out the others
    }

    [Fact]
    public void Right_ones_are_never_too_many()
    {
        var codes = new WrongCodes(_clock);

        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(codes.Take("203.0.113.7"));
            codes.GiveBack("203.0.113.7");
        }
    }

    [Fact]
    public void Those_of_many_addresses_are_limited_together_until_the_minute_is_over()
    {
        var codes = new WrongCodes(_clock);

        var judged = Enumerable.Range(0, 100).Count(i => codes.Take($"203.0.113.{i}") is null);

        Assert.Equal((60, TimeSpan.FromMinutes(1)), (judged, codes.Take("198.51.100.1")));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(codes.Take("198.51.100.1"));
        codes.GiveBack("203.0.113.1"); // of the minute before: it opens nothing
        Assert.Equal(59, Enumerable.Range(0, 100).Count(i => codes.Take($"192.0.2.{i}") is null));
    }
}
