using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Security.Keys;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>API keys.</summary>
internal static class KeyQueries
{
    private const string Select =
        """
        SELECT key_id AS KeyId, name AS Name, scopes AS Scopes, created_ms AS CreatedMs, created_by AS CreatedBy, expires_ms AS ExpiresMs, used_ms AS UsedMs, revoked_ms AS RevokedMs
        FROM api_keys
        """;

    private const string SelectHashes = "SELECT key_hash FROM api_keys WHERE revoked_ms IS NULL AND (expires_ms IS NULL OR expires_ms > @nowMs)";

    private const string Insert =
        """
        INSERT INTO api_keys (key_hash, name, scopes, created_ms, created_by, expires_ms) VALUES (@keyHash, @Name, @Scopes, @CreatedMs, @CreatedBy, @ExpiresMs)
        RETURNING key_id
        """;

    private const string Revoke = "UPDATE api_keys SET revoked_ms = @nowMs WHERE key_id = @keyId AND revoked_ms IS NULL RETURNING name";

    public static async Task<IReadOnlyList<KeyRecord>> ListAsync(DbConnection connection, CancellationToken cancel) =>
        [.. (await connection.QueryAsync<Row>(new CommandDefinition($"{Select} ORDER BY key_id DESC", cancellationToken: cancel))).Select(row => row.ToRecord())];

    public static async Task<IReadOnlyList<byte[]>> ListHashesAsync(DbConnection connection, long nowMs, CancellationToken cancel) =>
        [.. await connection.QueryAsync<byte[]>(new CommandDefinition(SelectHashes, new { nowMs }, cancellationToken: cancel))];

    public static async Task<KeyRecord?> FindAsync(DbConnection connection, byte[] keyHash, CancellationToken cancel) =>
        (await connection.QuerySingleOrDefaultAsync<Row?>(new CommandDefinition($"{Select} WHERE key_hash = @keyHash", new { keyHash }, cancellationToken: cancel)))?.ToRecord();

    public static Task<long> AddAsync(WriteScope scope, byte[] keyHash, KeyRecord key, CancellationToken cancel) =>
        scope.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            Insert, new { keyHash, key.Name, Scopes = (int)key.Scopes, key.CreatedMs, key.CreatedBy, key.ExpiresMs }, scope.Transaction, cancellationToken: cancel));

    public static Task<int> NoteUseAsync(WriteScope scope, long keyId, long nowMs, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition("UPDATE api_keys SET used_ms = @nowMs WHERE key_id = @keyId", new { keyId, nowMs }, scope.Transaction, cancellationToken: cancel));

    public static Task<string?> RevokeAsync(WriteScope scope, long keyId, long nowMs, CancellationToken cancel) =>
        scope.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(Revoke, new { keyId, nowMs }, scope.Transaction, cancellationToken: cancel));

    private sealed class Row
    {
        public long KeyId { get; init; }
        public string Name { get; init; } = "";
        public KeyScope Scopes { get; init; }
        public long CreatedMs { get; init; }
        public string CreatedBy { get; init; } = "";
        public long? ExpiresMs { get; init; }
        public long? UsedMs { get; init; }
        public long? RevokedMs { get; init; }

        public KeyRecord ToRecord() => new(KeyId, Name, Scopes, CreatedMs, CreatedBy, ExpiresMs, UsedMs, RevokedMs);
    }
}
