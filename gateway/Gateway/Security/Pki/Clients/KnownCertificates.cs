using System.Collections.Concurrent;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <summary>
/// The serials of certificates that devices were given, and of those with which nobody comes in any more, in memory: boards
/// come back thousands at once. Read at the start and once a minute, for what another gateway did.
/// </summary>
public sealed class KnownCertificates(ICertificateStore store, SchemaReady schema, TimeProvider clock, ILogger<KnownCertificates> log) : StoreChore(schema, clock, log)
{
    /// <summary>What ended is looked at by nobody; it is kept for a while for people who ask what a device had.</summary>
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(90);

    private readonly ConcurrentDictionary<string, bool> _isRevoked = []; // by serial
    private readonly TimeProvider _clock = clock;
    private volatile bool _isLoaded;

    /// <summary>Told of a serial that was revoked. Must not wait.</summary>
    public event Action<string>? Revoked;

    /// <summary>False until the database was read for the first time: until then nobody knows what was revoked.</summary>
    public bool IsLoaded => _isLoaded;

    protected override TimeSpan Period { get; } = TimeSpan.FromMinutes(1);

    public bool IsIssued(string serial) => _isRevoked.ContainsKey(serial);

    public bool IsRevoked(string serial) => _isRevoked.TryGetValue(serial, out var revoked) && revoked;

    public void Add(string serial) => _isRevoked.TryAdd(serial, false);

    public void Revoke(string serial)
    {
        if (_isRevoked.TryAdd(serial, true) || _isRevoked.TryUpdate(serial, true, false)) Revoked?.Invoke(serial);
    }

    protected override async Task DoAsync(CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        foreach (var certificate in await store.ListCertificatesAsync(null, now.ToUnixTimeMilliseconds(), cancel))
        {
            if (certificate.RevokedMs is null) Add(certificate.Serial);
            else Revoke(certificate.Serial);
        }

        _isLoaded = true;
        await store.PurgeCertificatesAsync((now - KeptAfterEnd).ToUnixTimeMilliseconds(), cancel);
    }
}
