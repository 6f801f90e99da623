using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Store.Batch;
using Nanofleet.Gateway.Store.Queries;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store;

/// <summary>
/// What both databases do alike: a commit is loaded, decided in memory and written in one transaction; everything else
/// is plain SQL that both understand. How to connect, to write in bulk and to tell an outage from a bug is the database's own.
/// </summary>
public abstract partial class SqlStore : IStore
{
    /// <summary>The second one remembers nothing and locks what it reads.</summary>
    private const int CommitAttempts = 10;

    private readonly ConcurrentDictionary<SensorName, int> _sensors = new();
    private readonly QuarantineQueries _quarantine;
    private readonly UploadKeyQueries _uploadKeys;
    private readonly AdmissionPolicy _policy;
    private readonly IFaultPoints _faults;
    private BatchPlan? _idle; // the memory of the last commit, for the next

    private protected SqlStore(StoreOptions options) =>
        (_quarantine, _uploadKeys, _policy, _faults) = (new QuarantineQueries(options), new UploadKeyQueries(options), new AdmissionPolicy(options), options.Faults);

    public abstract Task MigrateAsync(CancellationToken cancel);

    public async Task<CommitResult> CommitAsync(IReadOnlyList<Inbound> batch, CancellationToken cancel)
    {
        if (batch.Count == 0) return new CommitResult([], [], 0);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CommitOnceAsync(batch, cancel);
            }
            catch (MemoryStaleException e)
            {
                if (attempt == CommitAttempts) throw new StoreUnavailableException("Other gateways change what this one is about to write again and again.", e);
            }
        }
    }

    private async Task<CommitResult> CommitOnceAsync(IReadOnlyList<Inbound> batch, CancellationToken cancel)
    {
        var plan = Interlocked.Exchange(ref _idle, null) ?? new BatchPlan(new BatchNeeds(_sensors), _policy);
        plan.Needs.Collect(batch);
        var (result, sensors) = await WriteAsync(
            async scope =>
            {
                var facts = await BatchLoader.LoadAsync(scope, plan.Needs, _policy, cancel);
                var result = plan.Decide(batch, facts);
                await scope.Tables.WriteAsync(plan, cancel);
                if (!plan.Clocks.IsEmpty) await scope.Tables.WriteAsync(plan.Clocks, cancel);
                if (plan.ConfigReports.Count > 0) await ConfigQueries.WriteReportsAsync(scope, plan.ConfigReports, cancel);
                await _uploadKeys.WriteAsync(scope, plan.UploadKeys, cancel);
                await _quarantine.WriteAsync(scope, plan.Quarantine, plan.Released, cancel);
                if (plan.Rejected.Count > 0) await CounterQueries.AddRejectedAsync(scope, plan.Rejected, cancel); // after quarantine, in every gateway: a replay has its lock already
                if (plan.Needs.Spooled is { } place) await SpoolQueries.PassAsync(scope, place, cancel);
                _faults.Reach(plan.Needs.Spooled is null ? FaultPoint.BeforeCommit : FaultPoint.BeforeDrainCommit);
                return (result, facts.NewSensors);
            },
            cancel);
        foreach (var (sensor, key) in sensors) _sensors.TryAdd(sensor, key); // only now: keys of a failed commit do not exist
        _idle = plan;
        return result;
    }

    public Task<IReadOnlyList<DeviceRecord>> ListDevicesAsync(CancellationToken cancel) =>
        ListDevicesAsync(deviceId: null, cancel);

    public async Task<DeviceRecord?> FindDeviceAsync(string deviceId, CancellationToken cancel)
    {
        var found = await ListDevicesAsync(deviceId, cancel);
        return found.SingleOrDefault();
    }

    public Task<IReadOnlyList<StoredReading>> ReadAsync(ReadingQuery query, CancellationToken cancel) =>
        ReadAsync(
            async connection =>
            {
                await using var snapshot = await BeginSnapshotAsync(connection, cancel);
                return await ReadingQueries.ListAsync(connection, snapshot, query, cancel);
            },
            cancel);

    public Task<Balance?> BalanceAsync(string deviceId, CancellationToken cancel) =>
        ReadAsync(connection => LedgerQueries.BalanceAsync(connection, deviceId, cancel), cancel);

    public Task<FleetBalance> FleetBalanceAsync(CancellationToken cancel) =>
        ReadAsync(connection => FleetQueries.BalanceAsync(connection, cancel), cancel);

    public Task<IReadOnlyList<Gap>> ListGapsAsync(string? deviceId, int limit, CancellationToken cancel) =>
        ReadAsync(connection => FleetQueries.GapsAsync(connection, deviceId, limit, cancel), cancel);

    public Task<IReadOnlyList<(string DeviceId, string Boot)>> ListAbandonedAsync(long beforeMs, int limit, CancellationToken cancel) =>
        ReadAsync(connection => FleetQueries.AbandonedAsync(connection, beforeMs, limit, cancel), cancel);

    public Task<LedgerState?> LedgerAsync(string deviceId, string boot, CancellationToken cancel) =>
        ReadAsync(connection => LedgerQueries.FindAsync(connection, deviceId, boot, cancel), cancel);

    public Task<IReadOnlyList<QuarantineRecord>> ListQuarantineAsync(QuarantineQuery query, CancellationToken cancel) =>
        ReadAsync(connection => QuarantineQueries.ListAsync(connection, query, cancel), cancel);

    public Task<IReadOnlyList<QuarantineRecord>> NextQuarantineAsync(QuarantineFilter filter, long afterId, int limit, CancellationToken cancel) =>
        ReadAsync(connection => QuarantineQueries.NextAsync(connection, filter, afterId, limit, cancel), cancel);

    public Task<QuarantineRecord?> FindQuarantineAsync(long id, CancellationToken cancel) =>
        ReadAsync(connection => QuarantineQueries.FindAsync(connection, id, cancel), cancel);

    public Task<int> PurgeQuarantineAsync(long beforeMs, CancellationToken cancel) =>
        WriteAsync(scope => QuarantineQueries.PurgeAsync(scope, beforeMs, cancel), cancel);

    public Task<QuarantineCounts> CountQuarantineAsync(CancellationToken cancel) =>
        ReadAsync(connection => QuarantineQueries.CountAsync(connection, cancel), cancel);

    public Task<IReadOnlyCollection<string>> SetOnlineAsync(IReadOnlyList<OnlineChange> changes, CancellationToken cancel) =>
        WriteAsync(
            scope =>
            {
                foreach (var change in changes) scope.Tables.Forget(change.DeviceId);
                return scope.Tables.SetOnlineAsync(changes, cancel);
            },
            cancel);

    public Task SetAdmissionAsync(string deviceId, Admission admission, long nowMs, CancellationToken cancel) =>
        ChangeDeviceAsync(deviceId, scope => DeviceQueries.SetAdmissionAsync(scope, deviceId, admission, nowMs, cancel), cancel);

    public Task<IReadOnlyList<string>> ListHeldOfApprovedAsync(CancellationToken cancel) =>
        ReadAsync(connection => QuarantineQueries.HeldOfApprovedAsync(connection, cancel), cancel);

    public Task<IReadOnlyList<(string DeviceId, string Boot)>> ListUnplacedAsync(long beforeMs, int limit, CancellationToken cancel) =>
        ReadAsync(connection => BootClockQueries.BootsAsync(connection, beforeMs, limit, cancel), cancel);

    public Task<IReadOnlyDictionary<string, long>> RejectedAsync(CancellationToken cancel) =>
        ReadAsync(connection => CounterQueries.RejectedAsync(connection, cancel), cancel);

    public Task<bool> AddCommandAsync(CommandRecord command, CancellationToken cancel) =>
        WriteAsync(scope => CommandQueries.AddAsync(scope, command, cancel), cancel);

    public Task<CommandRecord?> FindCommandAsync(string deviceId, string requestId, CancellationToken cancel) =>
        ReadAsync(connection => CommandQueries.FindAsync(connection, deviceId, requestId, cancel), cancel);

    public Task<IReadOnlyList<CommandRecord>> ListCommandsAsync(string deviceId, int limit, CancellationToken cancel) =>
        ReadAsync(connection => CommandQueries.ListAsync(connection, deviceId, limit, cancel), cancel);

    public Task<int> ExpireCommandsAsync(long nowMs, CancellationToken cancel) =>
        WriteAsync(scope => CommandQueries.ExpireAsync(scope, nowMs, cancel), cancel);

    public Task<ConfigRecord?> FindConfigAsync(string deviceId, CancellationToken cancel) =>
        ReadAsync(connection => ConfigQueries.FindAsync(connection, deviceId, cancel), cancel);

    public Task<IReadOnlyList<ConfigRecord>> ListConfigsAsync(CancellationToken cancel) =>
        ReadAsync(connection => ConfigQueries.ListAsync(connection, cancel), cancel);

    public Task<string?> FindConfigLayerAsync(ConfigLayer layer, CancellationToken cancel) =>
        ReadAsync(connection => ConfigQueries.FindLayerAsync(connection, layer, cancel), cancel);

    public Task<IReadOnlyList<ConfigRecord>> SetConfigLayerAsync(ConfigLayer layer, string settingsJson, long nowMs, CancellationToken cancel) =>
        WriteAsync(scope => ConfigQueries.SetLayerAsync(scope, layer, settingsJson, nowMs, cancel), cancel);

    public Task<IReadOnlyList<ConfigRecord>> SetConfigGroupAsync(string deviceId, string? group, CancellationToken cancel) =>
        WriteAsync(scope => ConfigQueries.SetGroupAsync(scope, deviceId, group, cancel), cancel);

    public async Task RefreshConfigAsync(string deviceId, CancellationToken cancel)
    {
        if (await ReadAsync(connection => ConfigQueries.IsFreshAsync(connection, deviceId, cancel), cancel)) return; // nearly always: every start of a board asks
        await WriteAsync(scope => ConfigQueries.RefreshAsync(scope, deviceId, cancel), cancel);
    }

    public async Task<bool> RollUpAsync(CancellationToken cancel)
    {
        if (await ReadAsync(connection => RollUpStep.LoadAsync(connection, cancel), cancel) is not { } work) return false;
        await WriteAsync(scope => RollUpStep.ApplyAsync(scope, work, cancel), cancel);
        return true;
    }

    public Task<IReadOnlyList<SeriesPoint>> ReadSeriesAsync(SeriesQuery query, CancellationToken cancel) =>
        ReadAsync(
            async connection =>
            {
                await using var snapshot = await BeginSnapshotAsync(connection, cancel); // or a delta could be seen twice, or not at all, on its way
                return await new SeriesQueries(connection, snapshot).ListAsync(query, cancel);
            },
            cancel);

    public Task<bool> HasAtMostAsync(long fromMs, long toMs, int readings, CancellationToken cancel) =>
        ReadAsync(connection => SeriesQueries.HasAtMostAsync(connection, fromMs, toMs, readings, cancel), cancel);

    public abstract Task PrepareAsync(long nowMs, CancellationToken cancel);

    public Task<SweepCursor?> SweepAsync(RollupLevel level, long beforeMs, SweepCursor after, CancellationToken cancel) =>
        WriteAsync(
            scope => level == RollupLevel.Raw ? SweepReadingsAsync(scope, beforeMs, after, cancel) : RollupSweep.StepAsync(scope, level, beforeMs, after, cancel),
            cancel);

    public Task PingAsync(CancellationToken cancel) =>
        ReadAsync(connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(PingSql, cancellationToken: cancel)), cancel);

    public abstract ValueTask DisposeAsync();

    /// <summary>Something small that only a working database answers, migrated or not.</summary>
    private protected abstract string PingSql { get; }

    /// <summary>Removes some readings that were taken and arrived before a time; null when none are left.</summary>
    private protected abstract Task<SweepCursor?> SweepReadingsAsync(WriteScope scope, long beforeMs, SweepCursor after, CancellationToken cancel);

    /// <summary>Runs a query; an outage comes out as <see cref="StoreUnavailableException"/>.</summary>
    private protected abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel);

    /// <summary>A transaction that only reads, and sees one state of the database throughout.</summary>
    private protected abstract Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancel);

    /// <summary>Runs work in one transaction, commits it, and leaves nothing of it where it throws.</summary>
    private protected abstract Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancel);

    private Task<IReadOnlyList<DeviceRecord>> ListDevicesAsync(string? deviceId, CancellationToken cancel) =>
        ReadAsync(
            async connection =>
            {
                await using var snapshot = await BeginSnapshotAsync(connection, cancel); // or what is folded in between would be missed
                return await DeviceQueries.ListAsync(connection, snapshot, deviceId, cancel);
            },
            cancel);

    private Task<T> ChangeDeviceAsync<T>(string deviceId, Func<WriteScope, Task<T>> work, CancellationToken cancel) =>
        WriteAsync(
            scope =>
            {
                scope.Tables.Forget(deviceId);
                return work(scope);
            },
            cancel);
}
