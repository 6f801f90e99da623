namespace Nanofleet.Gateway.Store;

/// <summary>API keys of programs, with the rules of <see cref="IStore"/> for outages.</summary>
public interface IKeyStore
{
    /// <summary>The newest first, those that no longer work included.</summary>
    Task<IReadOnlyList<KeyRecord>> ListKeysAsync(CancellationToken cancel);

    /// <summary>Of all keys that work at this time.</summary>
    Task<IReadOnlyList<byte[]>> ListKeyHashesAsync(long nowMs, CancellationToken cancel);

    Task<KeyRecord?> FindKeyAsync(byte[] keyHash, CancellationToken cancel);

    /// <param name="key">Its number is given by the database.</param>
    /// <returns>The number.</returns>
    Task<long> AddKeyAsync(byte[] keyHash, KeyRecord key, CancellationToken cancel);

    Task NoteKeyUseAsync(long keyId, long nowMs, CancellationToken cancel);

    /// <summary>Null where there is none that could be revoked.</summary>
    Task<string?> RevokeKeyAsync(long keyId, long nowMs, CancellationToken cancel);
}
