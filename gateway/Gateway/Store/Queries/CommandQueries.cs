using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Commands sent and what became of them.</summary>
internal static class CommandQueries
{
    private const string Add =
        """
        INSERT INTO commands (device_key, request_id, action, params_json, created_ms, expires_ms, state, response_json, answered_ms)
        SELECT device_key, @RequestId, @Action, @ParamsJson, @CreatedMs, @ExpiresMs, @State, @ResponseJson, @AnsweredMs
        FROM devices WHERE device_id = @DeviceId
        ON CONFLICT (device_key, request_id) DO NOTHING
        """;

    private const string Select =
        """
        SELECT c.request_id AS RequestId, d.device_id AS DeviceId, c.action AS Action, c.params_json AS ParamsJson, c.created_ms AS CreatedMs,
               c.expires_ms AS ExpiresMs, c.state AS State, c.response_json AS ResponseJson, c.answered_ms AS AnsweredMs
        FROM commands c JOIN devices d ON d.device_key = c.device_key
        WHERE d.device_id = @deviceId
        """;

    private const string Newest = Select + " ORDER BY c.created_ms DESC, c.request_id LIMIT @limit";

    private const string One = Select + " AND c.request_id = @requestId";

    private static readonly string Expire = $"UPDATE commands SET state = {(int)CommandState.Expired} WHERE state = {(int)CommandState.Sent} AND expires_ms <= @nowMs";

    public static async Task<bool> AddAsync(WriteScope scope, CommandRecord command, CancellationToken cancel) =>
        await scope.Connection.ExecuteAsync(new CommandDefinition(Add, command, scope.Transaction, cancellationToken: cancel)) > 0;

    /// <summary>The newest first.</summary>
    public static async Task<IReadOnlyList<CommandRecord>> ListAsync(DbConnection connection, string deviceId, int limit, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Newest, new { deviceId, limit }, cancellationToken: cancel));
        return [.. rows.Select(row => row.ToRecord())];
    }

    public static async Task<CommandRecord?> FindAsync(DbConnection connection, string deviceId, string requestId, CancellationToken cancel)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(One, new { deviceId, requestId }, cancellationToken: cancel));
        return row?.ToRecord();
    }

    public static Task<int> ExpireAsync(WriteScope scope, long nowMs, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(Expire, new { nowMs }, scope.Transaction, cancellationToken: cancel));

    private sealed class Row
    {
        public string RequestId { get; init; } = "";
        public string DeviceId { get; init; } = "";
        public string Action { get; init; } = "";
        public string? ParamsJson { get; init; }
        public long CreatedMs { get; init; }
        public long ExpiresMs { get; init; }
        public CommandState State { get; init; }
        public string? ResponseJson { get; init; }
        public long? AnsweredMs { get; init; }

        public CommandRecord ToRecord() => new(RequestId, DeviceId, Action, ParamsJson, CreatedMs, ExpiresMs, State, ResponseJson, AnsweredMs);
    }
}
