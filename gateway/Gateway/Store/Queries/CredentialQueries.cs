using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Devices' credentials.</summary>
internal static class CredentialQueries
{
    private const string Accounts =
        """
        SELECT c.device_id AS DeviceId, d.state AS State, o.group_name AS GroupName, c.slot AS Slot, c.iterations AS Iterations,
               c.salt AS Salt, c.hash AS Hash, c.created_ms AS CreatedMs, c.trial_until_ms AS TrialUntilMs
        FROM device_credentials c
        LEFT JOIN devices d ON d.device_id = c.device_id
        LEFT JOIN device_configs o ON o.device_key = d.device_key
        {0}
        ORDER BY c.device_id, c.slot
        """;

    private const string OfDevice = "WHERE c.device_id = @deviceId";

    private const string Insert =
        """
        INSERT INTO device_credentials (device_id, slot, iterations, salt, hash, created_ms, trial_until_ms)
        VALUES (@deviceId, @Slot, @Iterations, @Salt, @Hash, @CreatedMs, @TrialUntilMs)
        """;

    /// <summary>Only beside one that is in force, in the other slot: a second trial at once finds its place taken.</summary>
    private const string InsertTrial =
        """
        INSERT INTO device_credentials (device_id, slot, iterations, salt, hash, created_ms, trial_until_ms)
        SELECT device_id, @Slot, @Iterations, @Salt, @Hash, @CreatedMs, @TrialUntilMs FROM device_credentials
        WHERE device_id = @deviceId AND slot <> @Slot AND trial_until_ms IS NULL
        ON CONFLICT (device_id, slot) DO NOTHING
        """;

    private const string Settle = "UPDATE device_credentials SET trial_until_ms = NULL WHERE device_id = @deviceId AND trial_until_ms IS NOT NULL";
    private const string DeleteInForce = "DELETE FROM device_credentials WHERE device_id = @deviceId AND trial_until_ms IS NULL";
    private const string DeleteTrial = "DELETE FROM device_credentials WHERE device_id = @deviceId AND trial_until_ms IS NOT NULL";
    private const string DeleteAll = "DELETE FROM device_credentials WHERE device_id = @deviceId";
    private const string HasTrial = "SELECT COUNT(*) FROM device_credentials WHERE device_id = @deviceId AND trial_until_ms IS NOT NULL";

    public static async Task<IReadOnlyList<AccountRecord>> ListAsync(DbConnection connection, string? deviceId, CancellationToken cancel)
    {
        var sql = string.Format(null, Accounts, deviceId is null ? "" : OfDevice);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, new { deviceId }, cancellationToken: cancel));
        return [.. rows.GroupBy(row => row.DeviceId).Select(Account)];
    }

    public static async Task<bool> ExistsAsync(DbConnection connection, DbTransaction? transaction, string deviceId, CancellationToken cancel) =>
        (await connection.QueryAsync<Row>(new CommandDefinition(string.Format(null, Accounts, OfDevice), new { deviceId }, transaction, cancellationToken: cancel))).Any();

    public static async Task ReplaceAsync(WriteScope scope, string deviceId, CredentialRecord credential, CancellationToken cancel)
    {
        await ExecuteAsync(scope, DeleteAll, new { deviceId }, cancel);
        await ExecuteAsync(scope, Insert, Arguments(deviceId, credential), cancel);
    }

    public static async Task<bool> AddTrialAsync(WriteScope scope, string deviceId, CredentialRecord credential, CancellationToken cancel) =>
        await ExecuteAsync(scope, InsertTrial, Arguments(deviceId, credential), cancel) == 1;

    public static async Task<bool> KeepTrialAsync(WriteScope scope, string deviceId, CancellationToken cancel)
    {
        if (await scope.Connection.ExecuteScalarAsync<long>(new CommandDefinition(HasTrial, new { deviceId }, scope.Transaction, cancellationToken: cancel)) == 0) return false;
        await ExecuteAsync(scope, DeleteInForce, new { deviceId }, cancel);
        return await ExecuteAsync(scope, Settle, new { deviceId }, cancel) == 1;
    }

    public static async Task<bool> DropTrialAsync(WriteScope scope, string deviceId, CancellationToken cancel) =>
        await ExecuteAsync(scope, DeleteTrial, new { deviceId }, cancel) > 0;

    public static async Task<bool> RevokeAsync(WriteScope scope, string deviceId, CancellationToken cancel) =>
        await ExecuteAsync(scope, DeleteAll, new { deviceId }, cancel) > 0;

    private static AccountRecord Account(IGrouping<string, Row> rows)
    {
        var first = rows.First();
        return new AccountRecord(rows.Key, first.State is null ? Admission.Unknown : AdmissionText.Parse(first.State), first.GroupName, [.. rows.Select(row => row.ToRecord())]);
    }

    private static object Arguments(string deviceId, CredentialRecord credential) =>
        new { deviceId, credential.Slot, credential.Iterations, credential.Salt, credential.Hash, credential.CreatedMs, credential.TrialUntilMs };

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));

    private sealed class Row
    {
        public string DeviceId { get; init; } = "";
        public string? State { get; init; }
        public string? GroupName { get; init; }
        public int Slot { get; init; }
        public int Iterations { get; init; }
        public byte[] Salt { get; init; } = [];
        public byte[] Hash { get; init; } = [];
        public long CreatedMs { get; init; }
        public long? TrialUntilMs { get; init; }

        public CredentialRecord ToRecord() => new(Slot, Iterations, Salt, Hash, CreatedMs, TrialUntilMs);
    }
}
