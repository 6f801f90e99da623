using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>What every database must do; each database runs all of it on a fresh one per test.</summary>
public abstract partial class StoreRules : IAsyncLifetime
{
    private readonly List<SqlStore> _opened = [];

    /// <summary>Within every reading's time.</summary>
    private static readonly ReadingQuery Everything = new(Message.Device, null, 0, long.MaxValue, int.MaxValue);

    protected SqlStore Store { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await CreateDatabaseAsync();
        Store = Open();
        await Store.MigrateAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened) await store.DisposeAsync();
        await DropDatabaseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a database without content for this test alone; from then on it is the one that is meant.</summary>
    protected abstract Task CreateDatabaseAsync();

    protected abstract Task DropDatabaseAsync();

    protected abstract SqlStore Connect(StoreOptions options);

    /// <summary>The folder of this database's schema scripts.</summary>
    protected abstract string Scripts { get; }

    /// <summary>Runs SQL beside the store.</summary>
    protected abstract Task<long> SqlAsync(string sql);

    /// <summary>Makes every insert into this table fail, as if the program broke down there.</summary>
    protected abstract Task BreakInsertsAsync(string table);

    protected abstract Task RepairInsertsAsync(string table);

    /// <summary>Another store on the same database.</summary>
    protected SqlStore Open(StoreOptions? options = null)
    {
        var store = Connect(options ?? new StoreOptions());
        _opened.Add(store);
        return store;
    }

    private Task<CommitResult> CommitAsync(params Inbound[] batch) => Store.CommitAsync(batch, Cancel);

    private async Task<DeviceRecord> DeviceAsync() => await Store.FindDeviceAsync(Message.Device, Cancel) ?? throw new InvalidOperationException("the device is unknown");

    private async Task<Balance> BalanceAsync() => await Store.BalanceAsync(Message.Device, Cancel) ?? throw new InvalidOperationException("the device is unknown");

    private Task<IReadOnlyList<QuarantineRecord>> KeptAsync(int limit = 10) => Store.ListQuarantineAsync(new QuarantineQuery(new QuarantineFilter(), limit), Cancel);

    private static async Task<(long Rows, long Evicted)> CountsAsync(SqlStore store)
    {
        var counts = await store.CountQuarantineAsync(Cancel);
        return (counts.Rows, counts.Evicted);
    }

    private async Task<IReadOnlyList<double>> ValuesAsync() => [.. (await Store.ReadAsync(Everything, Cancel)).Select(reading => reading.Value)];
}
