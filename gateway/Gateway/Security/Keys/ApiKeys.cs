using System.Collections.Concurrent;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Keys;

/// <summary>Keys of programs: made, found by what a request brings, revoked.</summary>
internal sealed class ApiKeys(IKeyStore store, KnownKeys known, TimeProvider clock)
{
    public const int LongestName = 64;

    /// <summary>To write down each use would cost more than the use.</summary>
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, long> _noted = new();

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The key itself is only ever here.</summary>
    public async Task<(string Key, KeyRecord Record)> MakeAsync(string name, KeyScope scopes, TimeSpan? age, string by, CancellationToken cancel)
    {
        var (key, now) = (Token.New(ApiKey.Prefix), NowMs);
        var record = new KeyRecord(0, name, scopes, now, by, age is null ? null : now + (long)age.Value.TotalMilliseconds, null, null);
        var hash = Token.Hash(key);
        var id = await store.AddKeyAsync(hash, record, cancel);
        known.Add(hash);
        return (key, record with { KeyId = id });
    }

    /// <summary>Null where it is unknown, over or revoked.</summary>
    public async Task<KeyRecord?> FindAsync(string key, CancellationToken cancel)
    {
        var (hash, now) = (Token.Hash(key), NowMs);
        if (!await known.ContainsAsync(hash, cancel)) return null;
        if (await store.FindKeyAsync(hash, cancel) is not { } record || !record.IsValid(now))
        {
            known.Remove(hash);
            return null;
        }

        if (now - _noted.GetValueOrDefault(record.KeyId) < NoteEvery.TotalMilliseconds) return record;
        _noted[record.KeyId] = now;
        await store.NoteKeyUseAsync(record.KeyId, now, cancel);
        return record;
    }

    /// <summary>Its name; null where there is none that could be revoked.</summary>
    public Task<string?> RevokeAsync(long id, CancellationToken cancel) => store.RevokeKeyAsync(id, NowMs, cancel);
}
