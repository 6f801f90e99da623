using Dapper;
using Nanofleet.Gateway.Store.Batch;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>
/// Keys under which senders uploaded: written with the readings, forgotten by age and beyond a number. The lock on the
/// device's row stands for its keys.
/// </summary>
internal sealed class UploadKeyQueries(StoreOptions options)
{
    /// <summary>Counting all keys costs more than one upload: every so many of this store's is enough.</summary>
    private const int TrimEvery = 1000;

    private const string Find = "SELECT fingerprint FROM upload_keys WHERE device_key = @deviceKey AND client_key = @name";

    private const string Add = "INSERT INTO upload_keys (device_key, client_key, fingerprint, created_ms) VALUES (@DeviceKey, @Name, @Fingerprint, @CreatedMs)";

    private const string Forget = "DELETE FROM upload_keys WHERE created_ms < @beforeMs";

    private const string Trim =
        """
        DELETE FROM upload_keys
        WHERE created_ms < (SELECT MIN(created_ms) FROM (SELECT created_ms FROM upload_keys ORDER BY created_ms DESC LIMIT @UploadKeys) AS newest)
        """;

    private int _untilTrim;

    public static async Task<byte[]?> FindAsync(WriteScope scope, int deviceKey, string name, CancellationToken cancel) =>
        await scope.Connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition(Find, new { deviceKey, name }, scope.Transaction, cancellationToken: cancel));

    public async Task WriteAsync(WriteScope scope, IReadOnlyCollection<NewUploadKey> keys, CancellationToken cancel)
    {
        if (keys.Count == 0) return;
        var beforeMs = keys.Max(key => key.CreatedMs) - (long)options.UploadKeyAge.TotalMilliseconds;
        await ExecuteAsync(scope, Forget, new { beforeMs }, cancel);
        await ExecuteAsync(scope, Add, keys, cancel);
        _untilTrim -= keys.Count;
        if (_untilTrim > 0) return;
        _untilTrim = Math.Min(TrimEvery, options.UploadKeys);
        await ExecuteAsync(scope, Trim, options, cancel);
    }

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));
}
