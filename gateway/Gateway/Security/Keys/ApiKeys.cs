using System.Collections.Concurrent;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Keys;

/// <summary>Keys of programs: made, found by what a request brings, revoked.</summary>
internal sealed class ApiKeys(IKeyStore store, TimeProvider clock)
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
        return (key, record with { KeyId = await store.AddKeyAsync(Token.Hash(key), record, cancel) });
    }

    /// <summary>Null where it is unknown, over or revoked.</summary>
    public async Task<KeyRecord?> FindAsync(string key, CancellationToken cancel)
    {
        var now = NowMs;
        if (await store.FindKeyAsync(Token.Hash(key), cancel) is not { } record || !record.IsValid(now)) return null;
        if (now - _noted.GetValueOrDefault(record.KeyId) < NoteEvery.TotalMilliseconds) return record;
        _noted[record.KeyId] = now;
        await store.NoteKeyUseAsync(record.KeyId, now, cancel);
        return record;
    }

    /// <summary>Its name; null where there is none that could be revoked.</summary>
    public Task<string?> RevokeAsync(long id, CancellationToken cancel) => store.RevokeKeyAsync(id, NowMs, cancel);
}
