using System.Threading.Channels;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>
/// A database in memory that can be held, be down and refuse. It keeps what was committed in the order of the commits;
/// a (device, boot, seq) counts once.
/// </summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string, string, long)> _known = [];
    private readonly HashSet<string> _devices = [];
    private readonly List<Inbound> _committed = [];
    private readonly List<int> _batches = [];
    private readonly SemaphoreSlim _attempts = new(0);
    private readonly Channel<(RollupLevel Level, long BeforeMs, SweepCursor After)> _sweeps = Channel.CreateUnbounded<(RollupLevel Level, long BeforeMs, SweepCursor After)>();
    private TaskCompletionSource? _held;

    /// <summary>True: every call says that the database is not available.</summary>
    public bool IsDown { get; set; }

    /// <summary>Items that make their whole batch fail with an exception that is no outage.</summary>
    public Func<Inbound, bool> IsPoison { get; set; } = _ => false;

    public IReadOnlyList<Inbound> Committed
    {
        get { lock (_gate) return [.. _committed]; }
    }

    /// <summary>Sizes of the batches that were committed.</summary>
    public IReadOnlyList<int> Batches
    {
        get { lock (_gate) return [.. _batches]; }
    }

    /// <summary>What the presence loop wrote, in its order.</summary>
    public List<(string DeviceId, bool Online, string Status)> Presence { get; } = [];

    /// <summary>How many steps a level takes.</summary>
    public int SweepSteps { get; set; } = 1;

    /// <summary>Commits wait from now on.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the held commits go on, and later ones through.</summary>
    public void Release()
    {
        var held = _held;
        _held = null;
        held?.TrySetResult();
    }

    /// <summary>Waits for the next attempt to commit, successful or not.</summary>
    public async Task WaitForAttemptAsync()
    {
        if (!await _attempts.WaitAsync(Patience.Limit)) throw new TimeoutException("nothing tried to commit");
    }

    /// <summary>The next step in which something was removed.</summary>
    public async Task<(RollupLevel Level, long BeforeMs, SweepCursor After)> NextSweepAsync() => await _sweeps.Reader.ReadAsync(Patience.Cancel).AsTask().InTime();

    public Task MigrateAsync(CancellationToken cancel) => Answer(true);

    public async Task<CommitResult> CommitAsync(IReadOnlyList<Inbound> batch, CancellationToken cancel)
    {
        _attempts.Release();
        if (_held is { } held) await held.Task.WaitAsync(cancel);
        if (IsDown) throw new StoreUnavailableException("The test has switched the database off.");
        if (batch.Any(IsPoison)) throw new InvalidOperationException("The test's database cannot take this.");
        lock (_gate)
        {
            Outcome[] outcomes = [.. batch.Select(Store)];
            _committed.AddRange(batch.Select(Copy));
            _batches.Add(batch.Count);
            return new CommitResult(outcomes, [], batch.OfType<DataInbound>().Sum(data => data.Readings.Count));
        }
    }

    public Task<IReadOnlyList<DeviceRecord>> ListDevicesAsync(CancellationToken cancel) => Answer<IReadOnlyList<DeviceRecord>>([]);

    public Task<DeviceRecord?> FindDeviceAsync(string deviceId, CancellationToken cancel) => Answer<DeviceRecord?>(null);

    public Task<IReadOnlyList<StoredReading>> ReadAsync(ReadingQuery query, CancellationToken cancel) => Answer<IReadOnlyList<StoredReading>>([]);

    public Task<IReadOnlyList<SeriesPoint>> ReadSeriesAsync(SeriesQuery query, CancellationToken cancel) => Answer<IReadOnlyList<SeriesPoint>>([]);

    public Task<bool> HasAtMostAsync(long fromMs, long toMs, int readings, CancellationToken cancel) => Answer(true);

    public Task PrepareAsync(long nowMs, CancellationToken cancel) => Answer(true);

    public Task<SweepCursor?> SweepAsync(RollupLevel level, long beforeMs, SweepCursor after, CancellationToken cancel)
    {
        _sweeps.Writer.TryWrite((level, beforeMs, after));
        return Answer<SweepCursor?>(after.SensorKey < SweepSteps - 1 ? after with { SensorKey = after.SensorKey + 1 } : null);
    }

    public Task<bool> RollUpAsync(CancellationToken cancel) => Answer(false);

    public Task<Balance?> BalanceAsync(string deviceId, CancellationToken cancel) => Answer<Balance?>(null);

    public Task<FleetBalance> FleetBalanceAsync(CancellationToken cancel) => Answer(new FleetBalance(0, 0, 0, new Dictionary<string, long>(), [], new Dictionary<string, long>()));

    public Task<IReadOnlyList<Gap>> ListGapsAsync(string? deviceId, int limit, CancellationToken cancel) => Answer<IReadOnlyList<Gap>>([]);

    public Task<IReadOnlyList<(string DeviceId, string Boot)>> ListAbandonedAsync(long beforeMs, int limit, CancellationToken cancel) => Answer<IReadOnlyList<(string, string)>>([]);

    public Task<LedgerState?> LedgerAsync(string deviceId, string boot, CancellationToken cancel) => Answer<LedgerState?>(null);

    public Task<IReadOnlyList<QuarantineRecord>> ListQuarantineAsync(QuarantineQuery query, CancellationToken cancel) => Answer<IReadOnlyList<QuarantineRecord>>([]);

    public Task<IReadOnlyList<QuarantineRecord>> NextQuarantineAsync(QuarantineFilter filter, long afterId, int limit, CancellationToken cancel) => Answer<IReadOnlyList<QuarantineRecord>>([]);

    public Task<QuarantineRecord?> FindQuarantineAsync(long id, CancellationToken cancel) => Answer<QuarantineRecord?>(null);

    public Task<int> PurgeQuarantineAsync(long beforeMs, CancellationToken cancel) => Answer(0);

    public Task<QuarantineCounts> CountQuarantineAsync(CancellationToken cancel) => Answer(new QuarantineCounts(0, 0, 0, 0));

    public Task<IReadOnlyCollection<string>> SetOnlineAsync(IReadOnlyList<OnlineChange> changes, CancellationToken cancel)
    {
        lock (_gate)
        {
            List<OnlineChange> known = [.. changes.Where(change => _devices.Contains(change.DeviceId))];
            if (!IsDown) Presence.AddRange(known.Select(change => (change.DeviceId, change.IsOnline, change.Status)));
            return Answer<IReadOnlyCollection<string>>([.. known.Select(change => change.DeviceId)]);
        }
    }

    public Task SetAdmissionAsync(string deviceId, Admission admission, long nowMs, CancellationToken cancel) => Answer(true);

    public Task<IReadOnlyList<string>> ListHeldOfApprovedAsync(CancellationToken cancel) => Answer<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<(string DeviceId, string Boot)>> ListUnplacedAsync(long beforeMs, int limit, CancellationToken cancel) => Answer<IReadOnlyList<(string, string)>>([]);

    public Task<IReadOnlyDictionary<string, long>> RejectedAsync(CancellationToken cancel) => Answer<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());

    public Task<bool> AddCommandAsync(CommandRecord command, CancellationToken cancel) => Answer(true);

    public Task<CommandRecord?> FindCommandAsync(string deviceId, string requestId, CancellationToken cancel) => Answer<CommandRecord?>(null);

    public Task<IReadOnlyList<CommandRecord>> ListCommandsAsync(string deviceId, int limit, CancellationToken cancel) => Answer<IReadOnlyList<CommandRecord>>([]);

    public Task<int> ExpireCommandsAsync(long nowMs, CancellationToken cancel) => Answer(0);

    public Task<ConfigRecord?> FindConfigAsync(string deviceId, CancellationToken cancel) => Answer<ConfigRecord?>(null);

    public Task<IReadOnlyList<ConfigRecord>> ListConfigsAsync(CancellationToken cancel) => Answer<IReadOnlyList<ConfigRecord>>([]);

    public Task<string?> FindConfigLayerAsync(ConfigLayer layer, CancellationToken cancel) => Answer<string?>(null);

    public Task<IReadOnlyList<ConfigRecord>> SetConfigLayerAsync(ConfigLayer layer, string settingsJson, long nowMs, CancellationToken cancel) => Answer<IReadOnlyList<ConfigRecord>>([]);

    public Task<IReadOnlyList<ConfigRecord>> SetConfigGroupAsync(string deviceId, string? group, CancellationToken cancel) => Answer<IReadOnlyList<ConfigRecord>>([]);

    public Task RefreshConfigAsync(string deviceId, CancellationToken cancel) => Answer(true);

    public Task PingAsync(CancellationToken cancel) => Answer(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Answer<T>(T value) =>
        IsDown ? Task.FromException<T>(new StoreUnavailableException("The test has switched the database off.")) : Task.FromResult(value);

    /// <summary>What is kept beyond the commit is the store's own: the ingest uses its objects again.</summary>
    private static Inbound Copy(Inbound item) => item is DataInbound data ? data with { Readings = [.. data.Readings], Payload = data.Payload?.ToArray() } : item;

    private Outcome Store(Inbound item)
    {
        if (item is QuarantineInbound) return Outcome.Refused;
        _devices.Add(item.DeviceId);
        return item is DataInbound { Boot: { } boot } data && !_known.Add((data.DeviceId, boot, data.Seq)) ? Outcome.Duplicate : Outcome.Stored;
    }
}
