using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Store;

/// <summary>What is removed when.</summary>
public sealed class RetentionLoopTests
{
    private static readonly TimeSpan ForEver = TimeSpan.Zero;

    private readonly MemoryStore _store = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Each_level_is_removed_after_its_time_and_what_is_kept_for_ever_never()
    {
        using var loop = await StartAsync(new RetentionOptions { Raw = TimeSpan.FromDays(2), Minute = TimeSpan.FromDays(3), Hour = ForEver, Day = ForEver });

        Assert.Equal((RollupLevel.Raw, Ago(days: 2), new SweepCursor()), await _store.NextSweepAsync());
        Assert.Equal((RollupLevel.Minute, Ago(days: 3), new SweepCursor()), await _store.NextSweepAsync());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((RollupLevel.Raw, Ago(days: 2), new SweepCursor()), await _store.NextSweepAsync());
        await loop.StopAsync(Patience.Cancel);
    }

    [Fact]
    public async Task A_level_is_removed_step_by_step_from_where_the_step_before_ended()
    {
        _store.SweepSteps = 3;
        using var loop = await StartAsync(new RetentionOptions { Raw = ForEver, Minute = ForEver, Hour = ForEver, Day = TimeSpan.FromDays(9) });

        for (var step = 0; step < 3; step++) Assert.Equal((RollupLevel.Day, Ago(days: 9), new SweepCursor { SensorKey = step }), await _store.NextSweepAsync());
        await loop.StopAsync(Patience.Cancel);
    }

    [Fact]
    public async Task A_database_that_is_away_is_tried_again_after_an_hour()
    {
        _store.IsDown = true;
        using var loop = await StartAsync(new RetentionOptions());
        _store.IsDown = false;

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(RollupLevel.Raw, (await _store.NextSweepAsync()).Level);
        await loop.StopAsync(Patience.Cancel);
    }

    private long Ago(int days) => _clock.NowMs - (days * 86_400_000L);

    /// <summary>Runs it where the schema stands already.</summary>
    private async Task<RetentionLoop> StartAsync(RetentionOptions options)
    {
        using var schema = new SchemaReady(new MemoryStore(), new StoreState(_clock, NullLogger<StoreState>.Instance), new IngestOptions(), _clock);
        await schema.StartAsync(Patience.Cancel);
        var loop = new RetentionLoop(_store, schema, options, _clock, NullLogger<RetentionLoop>.Instance);
        await loop.StartAsync(Patience.Cancel);
        await _clock.WaitForWaitAsync(); // its timer runs
        return loop;
    }
}
