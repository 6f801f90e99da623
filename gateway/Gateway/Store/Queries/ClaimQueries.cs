using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Registrations: claim codes, the credentials that one of them brings, and the token to follow it with.</summary>
internal static class ClaimQueries
{
    private const string AddClaim = "INSERT INTO claim_codes (code_hash, device_id, expires_ms) VALUES (@codeHash, @deviceId, @expiresMs)";

    private const string IsGood =
        "SELECT COUNT(*) FROM claim_codes WHERE code_hash = @CodeHash AND used_ms IS NULL AND expires_ms > @NowMs AND (device_id IS NULL OR device_id = @DeviceId)";

    /// <summary>Of two registrations with one code at once only one changes a row here.</summary>
    private const string Use = "UPDATE claim_codes SET used_ms = @NowMs WHERE code_hash = @CodeHash AND used_ms IS NULL AND expires_ms > @NowMs";

    private const string AddToken =
        """
        INSERT INTO provision_tokens (token_hash, device_id, expires_ms, stored_before) VALUES (@TokenHash, @DeviceId, @TokenExpiresMs, @StoredBefore)
        """;

    private const string FindToken =
        """
        SELECT device_id AS DeviceId, stored_before AS StoredBefore, first_stored_ms AS FirstStoredMs
        FROM provision_tokens WHERE token_hash = @tokenHash AND expires_ms > @nowMs
        """;

    private const string NoteFirstStored = "UPDATE provision_tokens SET first_stored_ms = @atMs WHERE token_hash = @tokenHash AND first_stored_ms IS NULL";
    private const string PurgeClaims = "DELETE FROM claim_codes WHERE expires_ms < @beforeMs";
    private const string PurgeTokens = "DELETE FROM provision_tokens WHERE expires_ms < @beforeMs";

    public static Task AddClaimAsync(WriteScope scope, byte[] codeHash, string? deviceId, long expiresMs, CancellationToken cancel) =>
        ExecuteAsync(scope, AddClaim, new { codeHash, deviceId, expiresMs }, cancel);

    /// <summary>The code first: who has none shall not learn which devices there are.</summary>
    public static async Task<ProvisionOutcome> JudgeAsync(DbConnection connection, DbTransaction? transaction, ProvisionRecord provision, CancellationToken cancel)
    {
        if (provision.CodeHash is not null && await connection.ExecuteScalarAsync<long>(new CommandDefinition(IsGood, provision, transaction, cancellationToken: cancel)) == 0)
            return ProvisionOutcome.WrongCode;
        return !provision.Replace && await CredentialQueries.ExistsAsync(connection, transaction, provision.DeviceId, cancel) ? ProvisionOutcome.Exists : ProvisionOutcome.Done;
    }

    public static async Task<ProvisionOutcome> ProvisionAsync(WriteScope scope, ProvisionRecord provision, CancellationToken cancel)
    {
        if (await JudgeAsync(scope.Connection, scope.Transaction, provision, cancel) is not ProvisionOutcome.Done and var refused) return refused;
        if (provision.CodeHash is not null && await ExecuteAsync(scope, Use, provision, cancel) == 0) return ProvisionOutcome.WrongCode;
        await CredentialQueries.ReplaceAsync(scope, provision.DeviceId, provision.Credential, cancel);
        await ExecuteAsync(scope, AddToken, provision, cancel);
        await DeviceQueries.SetAdmissionAsync(scope, provision.DeviceId, Admission.Approved, provision.NowMs, cancel);
        return ProvisionOutcome.Done;
    }

    public static Task<TokenRecord?> FindTokenAsync(DbConnection connection, byte[] tokenHash, long nowMs, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<TokenRecord>(new CommandDefinition(FindToken, new { tokenHash, nowMs }, cancellationToken: cancel));

    public static Task NoteFirstStoredAsync(WriteScope scope, byte[] tokenHash, long atMs, CancellationToken cancel) =>
        ExecuteAsync(scope, NoteFirstStored, new { tokenHash, atMs }, cancel);

    public static async Task PurgeAsync(WriteScope scope, long beforeMs, CancellationToken cancel)
    {
        await ExecuteAsync(scope, PurgeClaims, new { beforeMs }, cancel);
        await ExecuteAsync(scope, PurgeTokens, new { beforeMs }, cancel);
    }

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));
}
