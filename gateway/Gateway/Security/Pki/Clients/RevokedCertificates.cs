using System.Collections.Concurrent;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <summary>
/// The serials with which nobody comes in any more, in memory: boards come back thousands at once. Read at the start and
/// once a minute, for what another gateway revoked.
/// </summary>
public sealed class RevokedCertificates(ICertificateStore store, SchemaReady schema, TimeProvider clock, ILogger<RevokedCertificates> log) : StoreChore(schema, clock, log)
{
    /// <summary>What ended is looked at by nobody; it is kept for a while for people who ask what a device had.</summary>
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(90);

    private readonly ConcurrentDictionary<string, bool> _serials = [];
    private readonly TimeProvider _clock = clock;
    private volatile bool _isLoaded;

    /// <summary>Told of a serial that has come to the list. Must not wait.</summary>
    public event Action<string>? Revoked;

    /// <summary>False until the database was read for the first time: until then nobody knows what was revoked.</summary>
    public bool IsLoaded => _isLoaded;

    protected override TimeSpan Period { get; } = TimeSpan.FromMinutes(1);

    public bool Has(string serial) => _serials.ContainsKey(serial);

    public void Add(string serial)
    {
        if (_serials.TryAdd(serial, true)) Revoked?.Invoke(serial);
    }

    protected override async Task DoAsync(CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        foreach (var certificate in await store.ListCertificatesAsync(null, now.ToUnixTimeMilliseconds(), cancel))
            if (certificate.RevokedMs is not null) Add(certificate.Serial);
        _isLoaded = true;
        await store.PurgeCertificatesAsync((now - KeptAfterEnd).ToUnixTimeMilliseconds(), cancel);
    }
}
