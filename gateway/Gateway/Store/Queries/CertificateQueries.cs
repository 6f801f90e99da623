using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Devices' certificates.</summary>
internal static class CertificateQueries
{
    private const string Insert =
        """
        INSERT INTO client_certificates (serial, device_id, authority, issued_ms, until_ms, revoked_ms)
        VALUES (@Serial, @DeviceId, @Authority, @IssuedMs, @UntilMs, @RevokedMs)
        """;

    private const string Select =
        """
        SELECT serial AS Serial, device_id AS DeviceId, authority AS Authority, issued_ms AS IssuedMs, until_ms AS UntilMs, revoked_ms AS RevokedMs
        FROM client_certificates
        WHERE until_ms >= @nowMs {0}
        ORDER BY issued_ms DESC, serial
        """;

    private const string OfDevice = "AND device_id = @deviceId";
    private const string Revoke = "UPDATE client_certificates SET revoked_ms = @nowMs WHERE serial = @serial AND device_id = @deviceId AND revoked_ms IS NULL";
    private const string Purge = "DELETE FROM client_certificates WHERE until_ms < @beforeMs";

    public static Task AddAsync(WriteScope scope, CertificateRecord certificate, CancellationToken cancel) => ExecuteAsync(scope, Insert, certificate, cancel);

    public static async Task<IReadOnlyList<CertificateRecord>> ListAsync(DbConnection connection, string? deviceId, long nowMs, CancellationToken cancel)
    {
        var sql = string.Format(null, Select, deviceId is null ? "" : OfDevice);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, new { deviceId, nowMs }, cancellationToken: cancel));
        return [.. rows.Select(row => row.ToRecord())];
    }

    public static async Task<bool> RevokeAsync(WriteScope scope, string deviceId, string serial, long nowMs, CancellationToken cancel) =>
        await ExecuteAsync(scope, Revoke, new { deviceId, serial, nowMs }, cancel) > 0;

    public static Task PurgeAsync(WriteScope scope, long beforeMs, CancellationToken cancel) => ExecuteAsync(scope, Purge, new { beforeMs }, cancel);

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));

    /// <summary>By name: the two databases give their numbers in types of their own.</summary>
    private sealed class Row
    {
        public string Serial { get; init; } = "";
        public string DeviceId { get; init; } = "";
        public string Authority { get; init; } = "";
        public long IssuedMs { get; init; }
        public long UntilMs { get; init; }
        public long? RevokedMs { get; init; }

        public CertificateRecord ToRecord() => new(Serial, DeviceId, Authority, IssuedMs, UntilMs, RevokedMs);
    }
}
