using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    /// <summary>A reading that knows only its uptime; it arrives ten seconds after the number.</summary>
    private static DataInbound Early(long seq, long uptime, string boot = Message.Boot) =>
        Message.Data(seq, boot: boot) with { Readings = [Message.Reading(seq, 10_000 + seq, quality: TimeQuality.Arrival)], Clock = new BootClock(null, uptime) };

    private static DataInbound Synchronised(long seq, long started, string boot = Message.Boot) =>
        Message.Data(seq, boot: boot, time: 9_000 + seq) with { Clock = new BootClock(started, null) };

    private async Task<(double, long, TimeQuality)[]> PlacedAsync() =>
        [.. (await Store.ReadAsync(Everything, Cancel)).OrderBy(reading => reading.Value).Select(reading => (reading.Value, reading.TimeMs, reading.Quality))];

    [Fact]
    public async Task Readings_from_before_the_clock_was_set_get_their_time_once_the_board_knows_it()
    {
        await CommitAsync(Early(1, uptime: 100), Early(2, uptime: 200));
        Assert.Empty(await PlacedAsync());
        Assert.Equal((2, 2, 0), (await BalanceAsync() is var balance ? (balance.Taken, balance.Stored, balance.Waiting) : default));
        Assert.Equal(2, Assert.Single((await DeviceAsync()).LastValues).Value); // the page shows it at once

        await CommitAsync(Synchronised(3, started: 5_000));

        Assert.Equal([(1, 5_100, TimeQuality.Uptime), (2, 5_200, TimeQuality.Uptime), (3, 9_003, TimeQuality.Device)], await PlacedAsync());
        Assert.Equal([10_001L, 10_002, 10_003], (await Store.ReadAsync(Everything, Cancel)).Select(reading => reading.ArrivalMs).Order());
        Assert.Equal(0, await SqlAsync("SELECT COUNT(*) FROM unplaced"));
    }

    [Fact]
    public async Task What_one_gateway_learnt_of_a_boot_places_what_another_receives()
    {
        await CommitAsync(Synchronised(2, started: 5_000));

        await Open().CommitAsync([Early(1, uptime: 100)], Cancel);

        Assert.Equal([(1, 5_100, TimeQuality.Uptime), (2, 9_002, TimeQuality.Device)], await PlacedAsync());
    }

    [Fact]
    public async Task In_one_batch_the_order_makes_no_difference()
    {
        await CommitAsync(Early(1, uptime: 100), Synchronised(2, started: 5_000), Early(3, uptime: 300));

        Assert.Equal([(1, 5_100, TimeQuality.Uptime), (2, 9_002, TimeQuality.Device), (3, 5_300, TimeQuality.Uptime)], await PlacedAsync());
        Assert.Equal(0, await SqlAsync("SELECT COUNT(*) FROM unplaced"));
    }

    [Fact]
    public async Task Another_boot_says_nothing_of_it()
    {
        await CommitAsync(Early(1, uptime: 100), Synchronised(1, started: 5_000, boot: "0000aaaa"));

        Assert.Equal(1, await SqlAsync("SELECT COUNT(*) FROM unplaced"));
    }

    [Fact]
    public async Task A_board_that_never_learns_the_time_gets_that_of_arrival_in_the_end()
    {
        await CommitAsync(Early(1, uptime: 100), Early(2, uptime: 200));
        Assert.Equal([(Message.Device, Message.Boot)], await Store.ListUnplacedAsync(10_002, 10, Cancel));

        await CommitAsync(new OverdueInbound(Message.Device, 99_000, Message.Boot, 10_002));

        Assert.Equal([(1, 10_001, TimeQuality.Arrival)], await PlacedAsync());
        Assert.Empty(await Store.ListUnplacedAsync(10_002, 10, Cancel));
        Assert.Equal([(Message.Device, Message.Boot)], await Store.ListUnplacedAsync(10_003, 10, Cancel));
        Assert.Equal(10_002, (await DeviceAsync()).LastSeenMs);
    }

    [Fact]
    public async Task A_waiting_reading_that_comes_again_is_stored_once()
    {
        await CommitAsync(Early(1, uptime: 100));

        Assert.Equal([Outcome.Duplicate], (await CommitAsync(Early(1, uptime: 100))).Outcomes);
        await CommitAsync(Synchronised(2, started: 5_000), Synchronised(3, started: 6_000));

        Assert.Equal([1, 2, 3], (await ValuesAsync()).Order());
    }

    [Fact]
    public async Task A_commit_that_fails_places_nothing()
    {
        await CommitAsync(Early(1, uptime: 100));
        await BreakInsertsAsync("boot_clocks");

        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(Synchronised(2, started: 5_000)));

        await RepairInsertsAsync("boot_clocks");
        Assert.Equal(1, await SqlAsync("SELECT COUNT(*) FROM unplaced"));
        Assert.Empty(await ValuesAsync());
    }
}
