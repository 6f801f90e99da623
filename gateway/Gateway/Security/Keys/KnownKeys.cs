using System.Collections.Concurrent;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Keys;

/// <summary>
/// Which hashes are those of a key, without a question to the database: whoever sends keys that he made up, from however many
/// addresses, costs one read a second in all, and holds nobody up who sends a real one from the same address. What a key may, and
/// whether it still does, the database says each time. As large as there are keys.
/// </summary>
internal sealed class KnownKeys(IKeyStore store, TimeProvider clock)
{
    /// <summary>So long at most a key is not known that was not made by this process.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, bool> _hashes = new();
    private Task _reading = Task.CompletedTask;
    private long? _readAt;

    public void Add(byte[] hash) => _hashes[Name(hash)] = true;

    /// <summary>For one that the database no longer lets in.</summary>
    public void Remove(byte[] hash) => _hashes.TryRemove(Name(hash), out _);

    /// <exception cref="StoreUnavailableException">It cannot be known.</exception>
    public async ValueTask<bool> ContainsAsync(byte[] hash, CancellationToken cancel)
    {
        var name = Name(hash);
        if (_hashes.ContainsKey(name)) return true;
        await ReadAsync().WaitAsync(cancel);
        return _hashes.ContainsKey(name);
    }

    /// <summary>The read under way, a new one where the last is long enough ago, or none.</summary>
    private Task ReadAsync()
    {
        lock (_gate)
        {
            if (!_reading.IsCompleted) return _reading;
            if (_readAt is { } last && clock.GetElapsedTime(last) < Pause && !_reading.IsFaulted) return Task.CompletedTask;
            _readAt = clock.GetTimestamp();
            return _reading = FillAsync();
        }
    }

    private async Task FillAsync()
    {
        await Task.Yield(); // out of the lock
        foreach (var hash in await store.ListKeyHashesAsync(clock.GetUtcNow().ToUnixTimeMilliseconds(), CancellationToken.None)) Add(hash);
    }

    private static string Name(byte[] hash) => Convert.ToBase64String(hash);
}
