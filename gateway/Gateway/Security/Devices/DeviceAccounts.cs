using System.Collections.Concurrent;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// All devices with credentials, and those that are kept out, in memory: boards must be able to come back while the database is away, and thousands at
/// once. Read again after each change here, and once a minute for what another gateway changed.
/// </summary>
public sealed class DeviceAccounts(ICredentialStore store, SchemaReady schema, TimeProvider clock, ILogger<DeviceAccounts> log) : StoreChore(schema, clock, log)
{
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, DeviceAccount> _all = [];
    private readonly ConcurrentDictionary<string, Admission> _barred = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _clock = clock;
    private volatile bool _isLoaded;

    /// <summary>Told of a device whose account, or whether it is kept out, is not what it was; the second is null where it has no account. Must not wait.</summary>
    public event Action<string, DeviceAccount?>? Changed;

    /// <summary>False until the database was read for the first time: until then nobody knows who may come in.</summary>
    public bool IsLoaded => _isLoaded;

    public IEnumerable<DeviceAccount> All => _all.Values;

    protected override TimeSpan Period { get; } = TimeSpan.FromMinutes(1);

    public DeviceAccount? Find(string deviceId) => _all.GetValueOrDefault(deviceId);

    /// <summary>As what a device is kept out, whatever it shows and whether or not it has credentials: suspended or retired. Null for all others.</summary>
    public Admission? BarredAs(string deviceId) => _barred.TryGetValue(deviceId, out var admission) ? admission : null;

    /// <summary>Whether nobody but the device itself, or nobody at all, may come under its id.</summary>
    public bool IsReserved(string deviceId) => _all.ContainsKey(deviceId) || _barred.ContainsKey(deviceId);

    /// <summary>Reads one device again, because something of it was changed.</summary>
    public async Task RefreshAsync(string deviceId, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel); // or what was read first could be written last
        try
        {
            var found = await store.ListAccountsAsync(deviceId, cancel);
            Set(deviceId, found.Count == 0 ? null : DeviceAccount.Of(found[0]), await store.ListBarredAsync(deviceId, cancel));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads all devices.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var found = (await store.ListAccountsAsync(null, cancel)).ToDictionary(record => record.DeviceId, DeviceAccount.Of);
            var barred = await store.ListBarredAsync(null, cancel);
            foreach (var deviceId in _all.Keys.Union(_barred.Keys).Union(found.Keys).Union(barred.Keys).ToList()) Set(deviceId, found.GetValueOrDefault(deviceId), barred);
            _isLoaded = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task DoAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        await store.PurgeClaimsAsync((_clock.GetUtcNow() - KeptAfterEnd).ToUnixTimeMilliseconds(), cancel);
    }

    private void Set(string deviceId, DeviceAccount? account, IReadOnlyDictionary<string, Admission> barred)
    {
        var before = (Account: Find(deviceId), BarredAs: BarredAs(deviceId));
        if (account is null) _all.TryRemove(deviceId, out _);
        else _all[deviceId] = account;
        if (!barred.TryGetValue(deviceId, out var admission)) _barred.TryRemove(deviceId, out _);
        else _barred[deviceId] = admission;
        if (!IsSame(before.Account, account) || before.BarredAs != BarredAs(deviceId)) Changed?.Invoke(deviceId, account);
    }

    private static bool IsSame(DeviceAccount? one, DeviceAccount? other)
    {
        if (one is null || other is null) return one == other;
        return (one.Admission, one.Group) == (other.Admission, other.Group) && IsSame(one.First, other.First) && IsSame(one.Second, other.Second);
    }

    private static bool IsSame(CredentialRecord? one, CredentialRecord? other) =>
        one is null || other is null ? one == other : one.TrialUntilMs == other.TrialUntilMs && one.Hash.AsSpan().SequenceEqual(other.Hash);
}
