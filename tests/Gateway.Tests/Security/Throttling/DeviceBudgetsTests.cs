using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security.Throttling;

/// <summary>However many devices there are, or say they are, what is kept of them is bounded.</summary>
public sealed class DeviceBudgetsTests
{
    private readonly ManualClock _clock = new();
    private readonly DeviceBudgets _budgets;

    public DeviceBudgetsTests() => _budgets = new DeviceBudgets(new LimitsOptions { MessagesPerSecond = 1, MessageBurst = 1 }, _clock, most: 3);

    [Fact]
    public void Each_device_has_a_measure_of_its_own()
    {
        _budgets.Of("a").Hold(1);
        _budgets.Of("a").Hold(1);
        _budgets.Of("b").Hold(1);

        Assert.Equal((1, 0), (_budgets.Counts("a").Pauses, _budgets.Counts("b").Pauses));
        Assert.Equal(1, _budgets.Total.Pauses);
        Assert.True(_budgets.Counts("c").IsNothing);
    }

    [Fact]
    public void Where_there_are_too_many_the_further_ones_share_a_measure()
    {
        foreach (var name in (string[])["a", "b", "c"]) _budgets.Of(name).Hold(1);

        Assert.Same(_budgets.Of("d"), _budgets.Of("e"));
        Assert.NotSame(_budgets.Of("d"), _budgets.Of("a"));
        _budgets.Of("d").Hold(1);
        Assert.True(_budgets.Of("e").Hold(1) > TimeSpan.Zero);
        Assert.Equal(1, _budgets.Total.Pauses);
    }

    [Fact]
    public void Names_that_no_device_can_have_are_not_kept()
    {
        var tooLong = new string('x', 65);
        _budgets.Of(tooLong).Hold(1);

        Assert.Same(_budgets.Of(tooLong), _budgets.Of(new string('y', 65_535)));
        Assert.NotSame(_budgets.Of(tooLong), _budgets.Of(new string('x', 64)));
        Assert.True(_budgets.Counts(tooLong).IsNothing);
    }

    [Fact]
    public void Who_has_been_quiet_makes_room()
    {
        foreach (var name in (string[])["a", "b", "c"]) _budgets.Of(name).Hold(1);
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        var a = _budgets.Of("a");
        a.Hold(1);

        var d = _budgets.Of("d");

        Assert.Same(d, _budgets.Of("d"));
        Assert.Same(a, _budgets.Of("a"));
        Assert.NotSame(d, _budgets.Of("e"));
    }
}
