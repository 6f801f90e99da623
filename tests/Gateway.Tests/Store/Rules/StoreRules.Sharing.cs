using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task Two_gateways_that_start_at_once_make_the_schema_once()
    {
        await CreateDatabaseAsync(); // one that nobody has migrated
        var stores = Enumerable.Range(0, 4).Select(_ => Open()).ToArray();

        await Task.WhenAll(stores.Select(store => Task.Run(() => store.MigrateAsync(Cancel), Cancel)));

        Assert.Equal(await SqlAsync("SELECT CAST(MAX(version) AS bigint) FROM schema_migrations"), await SqlAsync("SELECT COUNT(*) FROM schema_migrations"));
        await stores[0].CommitAsync([Message.Data(1)], Cancel);
        Assert.Single(await stores[^1].ListDevicesAsync(Cancel));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_with_a_sentence_and_left_alone()
    {
        await CommitAsync(Message.Data(1));
        await SqlAsync("INSERT INTO schema_migrations (version, name) VALUES (9999, '9999_future.sql')");

        var refused = await Assert.ThrowsAsync<StoreVersionException>(() => Open().MigrateAsync(Cancel));

        Assert.Contains("schema version 9999", refused.Message);
        Assert.Contains("newer", refused.Message);
        Assert.Equal([1], await ValuesAsync());
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await CommitAsync(Message.Data(1));

        await Open().MigrateAsync(Cancel);

        Assert.Equal([1], await ValuesAsync());
    }

    [Fact]
    public async Task Several_gateways_that_are_given_the_same_messages_store_each_once()
    {
        const int gateways = 4;
        const int messages = 60;
        string[] devices = ["a", "b", "c"];
        var all = devices.SelectMany(device => Enumerable.Range(1, messages).Select(seq => Message.Data(seq, device))).ToArray<Inbound>();

        var results = await Task.WhenAll(Enumerable.Range(0, gateways).Select(seed => Task.Run(() => DeliverAsync(Open(), all, seed), Cancel)));

        Assert.Equal(all.Length, results.Sum());
        foreach (var device in devices)
        {
            var readings = await Store.ReadAsync(Everything with { DeviceId = device }, Cancel);
            Assert.Equal(Enumerable.Range(1, messages).Select(seq => (double)seq), readings.Select(reading => reading.Value).Order());
            var balance = await Store.BalanceAsync(device, Cancel);
            Assert.Equal((messages, messages, 0), (balance!.Taken, balance.Stored, balance.Waiting));
        }
    }

    [Fact]
    public async Task Several_gateways_that_are_given_the_same_messages_without_sequence_store_each_once()
    {
        const int gateways = 4;
        string[] sensors = ["humidity", "temperature"];
        var all = Enumerable.Range(1, 100).Select(at => (Inbound)Message.Foreign(at, [.. sensors.Select(sensor => Message.Reading(at, Day + (at * 7_000), sensor))])).ToArray();

        var stored = await Task.WhenAll(Enumerable.Range(0, gateways).Select(seed => Task.Run(() => DeliverAsync(Open(), [.. all, .. all], seed), Cancel)));
        await RollUpAsync();

        Assert.Equal(all.Length, stored.Sum());
        Assert.Equal(2 * all.Length, (await ValuesAsync()).Count);
        foreach (var sensor in sensors) Assert.Equal(all.Length, (await SeriesAsync(RollupLevel.Minute, sensor)).Sum(point => point.Summary.Count));
    }

    [Fact]
    public async Task Several_gateways_that_refuse_at_once_count_every_time_and_keep_to_the_cap()
    {
        const int gateways = 4;
        const int rounds = 10;
        var stores = Enumerable.Range(0, gateways).Select(_ => Open(new StoreOptions { QuarantineRows = 5 })).ToArray();
        await stores[0].CommitAsync([Message.Quarantined(1_000, "everybody's")], Cancel);

        await Task.WhenAll(stores.Select((store, gateway) => Task.Run(
            async () =>
            {
                for (var round = 0; round < rounds; round++)
                    await store.CommitAsync([Message.Quarantined(2_000, "everybody's"), Message.Quarantined(round, $"{gateway} {round}", $"device-{gateway}")], Cancel);
            },
            Cancel)));

        var kept = await KeptAsync(100);
        Assert.Equal(1 + (gateways * rounds), kept[0].Count);
        Assert.Equal((5, 1 + (gateways * rounds) - 5), await CountsAsync(Store));
    }

    /// <summary>In an order of its own, in small batches; gives how many it was the first to store.</summary>
    private static async Task<int> DeliverAsync(SqlStore store, Inbound[] all, int seed)
    {
        var random = new Random(seed);
        var order = all.ToArray();
        random.Shuffle(order);
        var stored = 0;
        foreach (var batch in order.Chunk(7))
        {
            CommitResult? result = null;
            while (result is null) result = await TryCommitAsync(store, batch);
            stored += result.Outcomes.Count(outcome => outcome == Outcome.Stored);
        }

        return stored;
    }

    /// <summary>A database may break a circle of waiting by sending one of the gateways back: nothing of its batch remains, and it comes again.</summary>
    private static async Task<CommitResult?> TryCommitAsync(SqlStore store, Inbound[] batch)
    {
        try
        {
            return await store.CommitAsync(batch, Cancel);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
