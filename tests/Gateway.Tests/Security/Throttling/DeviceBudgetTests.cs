using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security.Throttling;

/// <summary>How much one device may send, and how long it waits for more.</summary>
public sealed class DeviceBudgetTests
{
    private readonly ManualClock _clock = new();
    private readonly LimitsOptions _options = new() { MessagesPerSecond = 10, MessageBurst = 5, BytesPerSecond = 1000, ByteBurst = 65536, ConnectionsPerMinute = 6 };

    [Fact]
    public void A_burst_passes_and_what_comes_after_it_waits_for_its_measure()
    {
        var budget = Budget();
        for (var i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, budget.Hold(10));

        Assert.Equal(TimeSpan.FromSeconds(0.1), budget.Hold(10));
        Assert.Equal(TimeSpan.FromSeconds(0.2), budget.Hold(10));
        _clock.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(TimeSpan.Zero, budget.Hold(10));

        Assert.Equal((2, TimeSpan.FromSeconds(0.3)), (budget.Counts.Pauses, budget.Counts.Paused));
    }

    [Fact]
    public void An_outbox_that_is_emptied_after_an_outage_of_hours_does_not_even_wait_with_the_usual_settings()
    {
        var budget = new DeviceBudget(new LimitsOptions(), _clock);

        for (var i = 0; i < 9_000; i++) Assert.Equal(TimeSpan.Zero, budget.Hold(150)); // more than 96 KB of flash hold
    }

    [Fact]
    public void Bytes_are_measured_too()
    {
        var budget = Budget();
        Assert.Equal(TimeSpan.Zero, budget.Hold(65536));

        Assert.Equal(TimeSpan.FromSeconds(0.5), budget.Hold(500));
    }

    [Theory]
    [InlineData(1, 0.02)] // a shorter one would cost more than it keeps back
    [InlineData(5000, 1)] // a longer one would leave a ping unanswered
    public void A_pause_is_neither_too_short_nor_too_long(int bytes, double seconds)
    {
        var budget = Budget();
        budget.Hold(65536);

        Assert.Equal(TimeSpan.FromSeconds(seconds), budget.Hold(bytes));
    }

    [Fact]
    public void What_is_refused_is_counted_by_whether_it_comes_again()
    {
        var budget = Budget();
        for (var i = 0; i < 5; i++) Assert.True(budget.TryTake(10, isState: false, isNumbered: true));

        Assert.False(budget.TryTake(10, isState: false, isNumbered: true));
        Assert.False(budget.TryTake(10, isState: false, isNumbered: false));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(budget.TryTake(10, isState: false, isNumbered: true));

        Assert.Equal((1, 1), (budget.Counts.AskedAgain, budget.Counts.Dropped));
    }

    [Fact]
    public void How_a_device_is_gets_through_a_flood_of_its_readings_but_is_no_flood_itself()
    {
        var budget = Budget();
        while (budget.TryTake(10, isState: false, isNumbered: true)) { }

        for (var i = 0; i < 5; i++) Assert.True(budget.TryTake(10, isState: true, isNumbered: false));
        Assert.False(budget.TryTake(10, isState: true, isNumbered: false));
    }

    [Fact]
    public void Connections_are_so_many_a_minute()
    {
        var budget = Budget();
        for (var i = 0; i < 6; i++) Assert.True(budget.TryConnect());

        Assert.False(budget.TryConnect());
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(budget.TryConnect());
        Assert.Equal(1, budget.Counts.ConnectionsRefused);
    }

    [Fact]
    public void A_measure_of_0_is_none()
    {
        var budget = new DeviceBudget(new LimitsOptions { MessagesPerSecond = 0, BytesPerSecond = 0, ConnectionsPerMinute = 0, MessageBurst = 1 }, _clock);

        for (var i = 0; i < 1000; i++) Assert.True(budget.Hold(100_000) == TimeSpan.Zero && budget.TryTake(100_000, false, false) && budget.TryConnect());
        Assert.True(budget.Counts.IsNothing);
    }

    [Fact]
    public void Measuring_allocates_nothing()
    {
        var budgets = new DeviceBudgets(new LimitsOptions(), TimeProvider.System);
        budgets.Of("kitchen").Hold(1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++) budgets.Of("kitchen".AsSpan()).Hold(100);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private DeviceBudget Budget() => new(_options, _clock);
}
