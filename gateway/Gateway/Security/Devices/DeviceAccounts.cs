using System.Collections.Concurrent;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// All devices with credentials, in memory: boards must be able to come back while the database is away, and thousands at
/// once. Read again after each change here, and once a minute for what another gateway changed.
/// </summary>
public sealed class DeviceAccounts(ICredentialStore store, SchemaReady schema, TimeProvider clock, ILogger<DeviceAccounts> log) : StoreChore(schema, clock, log)
{
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, DeviceAccount> _all = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _clock = clock;
    private volatile bool _isLoaded;

    /// <summary>Told of a device whose account is not what it was; the second is null where it has none any more. Must not wait.</summary>
    public event Action<string, DeviceAccount?>? Changed;

    /// <summary>False until the database was read for the first time: until then nobody knows who may come in.</summary>
    public bool IsLoaded => _isLoaded;

    public IEnumerable<DeviceAccount> All => _all.Values;

    protected override TimeSpan Period { get; } = TimeSpan.FromMinutes(1);

    public DeviceAccount? Find(string deviceId) => _all.GetValueOrDefault(deviceId);

    /// <summary>Reads one device again, because something of it was changed.</summary>
    public async Task RefreshAsync(string deviceId, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel); // or what was read first could be written last
        try
        {
            var found = await store.ListAccountsAsync(deviceId, cancel);
            Set(deviceId, found.Count == 0 ? null : DeviceAccount.Of(found[0]));
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
            foreach (var deviceId in _all.Keys.Where(known => !found.ContainsKey(known))) Set(deviceId, null);
            foreach (var (deviceId, account) in found) Set(deviceId, account);
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

    private void Set(string deviceId, DeviceAccount? account)
    {
        var before = Find(deviceId);
        if (account is null) _all.TryRemove(deviceId, out _);
        else _all[deviceId] = account;
        if (!IsSame(before, account)) Changed?.Invoke(deviceId, account);
    }

    private static bool IsSame(DeviceAccount? one, DeviceAccount? other)
    {
        if (one is null || other is null) return one == other;
        return (one.Admission, one.Group) == (other.Admission, other.Group) && IsSame(one.First, other.First) && IsSame(one.Second, other.Second);
    }

    private static bool IsSame(CredentialRecord? one, CredentialRecord? other) =>
        one is null || other is null ? one == other : one.TrialUntilMs == other.TrialUntilMs && one.Hash.AsSpan().SequenceEqual(other.Hash);
}
