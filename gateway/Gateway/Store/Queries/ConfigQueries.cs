using System.Data.Common;
using System.Text;
using System.Text.Json;
using Dapper;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store.Batch;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>
/// What is wanted of devices: a change of a layer and what comes of it for each device are one transaction. A device's version only
/// grows, and only when what it is to have changes.
/// </summary>
internal static class ConfigQueries
{
    /// <summary>What the document around the settings takes, with the longest version.</summary>
    private const int Envelope = 48;

    private const string SetLayer =
        """
        INSERT INTO config_layers (scope, name, settings_json, changed_ms) VALUES (@scope, @name, @settingsJson, @nowMs)
        ON CONFLICT (scope, name) DO UPDATE SET settings_json = excluded.settings_json, changed_ms = excluded.changed_ms
        """;

    private const string FindLayer = "SELECT settings_json FROM config_layers WHERE scope = @scope AND name = @name";

    private const string SetGroup =
        """
        INSERT INTO device_configs (device_key, group_name) SELECT device_key, @group FROM devices WHERE device_id = @deviceId
        ON CONFLICT (device_key) DO UPDATE SET group_name = excluded.group_name
        """;

    /// <summary>Makes the rows and locks them, so that two changes at once do not each miss the other's layer.</summary>
    private const string Touch =
        """
        INSERT INTO device_configs (device_key) SELECT device_key FROM devices d WHERE {0}
        ON CONFLICT (device_key) DO UPDATE SET version = device_configs.version
        """;

    private const string Select =
        """
        SELECT d.device_key AS DeviceKey, d.device_id AS DeviceId, d.state AS State, c.group_name AS GroupName, COALESCE(c.version, 0) AS Version,
               c.settings_json AS SettingsJson, o.settings_json AS OwnJson, g.settings_json AS GroupJson, a.settings_json AS AllJson, k.settings_json AS CredentialJson, t.settings_json AS TrialJson, w.settings_json AS GatewayJson,
               c.reported_json AS ReportedJson, c.reported_ms AS ReportedMs
        FROM devices d
        LEFT JOIN device_configs c ON c.device_key = d.device_key
        LEFT JOIN config_layers o ON o.scope = 2 AND o.name = d.device_id
        LEFT JOIN config_layers g ON g.scope = 1 AND g.name = c.group_name
        LEFT JOIN config_layers a ON a.scope = 0 AND a.name = ''
        LEFT JOIN config_layers k ON k.scope = 3 AND k.name = d.device_id
        LEFT JOIN config_layers t ON t.scope = 4 AND t.name = d.device_id
        LEFT JOIN config_layers w ON w.scope = 5 AND w.name = ''
        WHERE {0}
        """;

    private const string ById = "d.device_id = @name";
    private const string ByGroup = "d.device_key IN (SELECT device_key FROM device_configs WHERE group_name = @name)";
    private const string Everyone = "@name = ''";
    private const string WithConfig = "c.version > 0";

    private const string Save = "UPDATE device_configs SET version = @version, settings_json = @settingsJson WHERE device_key = @deviceKey";

    private const string Report =
        """
        INSERT INTO device_configs (device_key, reported_json, reported_ms) VALUES (@DeviceKey, @Json, @AtMs)
        ON CONFLICT (device_key) DO UPDATE SET reported_json = excluded.reported_json, reported_ms = excluded.reported_ms
        WHERE device_configs.reported_ms IS NULL OR device_configs.reported_ms <= excluded.reported_ms
        """;

    public static Task<string?> FindLayerAsync(DbConnection connection, ConfigLayer layer, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(FindLayer, new { scope = (int)layer.Scope, name = layer.Name }, cancellationToken: cancel));

    public static async Task<ConfigRecord?> FindAsync(DbConnection connection, string deviceId, CancellationToken cancel) =>
        (await ReadAsync(connection, null, ById, deviceId, cancel)).SingleOrDefault()?.ToRecord();

    /// <summary>Every device of which anything was ever wanted.</summary>
    public static async Task<IReadOnlyList<ConfigRecord>> ListAsync(DbConnection connection, CancellationToken cancel) =>
        [.. (await ReadAsync(connection, null, WithConfig, "", cancel)).Select(row => row.ToRecord())];

    /// <summary>Returns the devices for which something changes.</summary>
    /// <exception cref="ConfigTooLargeException">Nothing is changed then.</exception>
    public static async Task<IReadOnlyList<ConfigRecord>> SetLayerAsync(WriteScope scope, ConfigLayer layer, string settingsJson, long nowMs, CancellationToken cancel)
    {
        await ExecuteAsync(scope, SetLayer, new { scope = (int)layer.Scope, name = layer.Name, settingsJson, nowMs }, cancel);
        var where = layer.Scope switch { ConfigScope.All or ConfigScope.Gateway => Everyone, ConfigScope.Group => ByGroup, _ => ById };
        return await RefreshAsync(scope, where, layer.Name, cancel);
    }

    public static async Task<IReadOnlyList<ConfigRecord>> SetGroupAsync(WriteScope scope, string deviceId, string? group, CancellationToken cancel)
    {
        await ExecuteAsync(scope, SetGroup, new { deviceId, group }, cancel);
        return await RefreshAsync(scope, ById, deviceId, cancel);
    }

    /// <summary>Whether the device has met its layers as they are: then there is nothing to write.</summary>
    public static async Task<bool> IsFreshAsync(DbConnection connection, string deviceId, CancellationToken cancel) =>
        (await ReadAsync(connection, null, ById, deviceId, cancel)).All(row => row.Merged == row.Known);

    /// <summary>What the layers come to for a device that may not have met them yet.</summary>
    public static Task<IReadOnlyList<ConfigRecord>> RefreshAsync(WriteScope scope, string deviceId, CancellationToken cancel) => RefreshAsync(scope, ById, deviceId, cancel);

    public static async Task WriteReportsAsync(WriteScope scope, IEnumerable<NewConfigReport> reports, CancellationToken cancel)
    {
        foreach (var report in reports) await ExecuteAsync(scope, Report, report, cancel);
    }

    private static async Task<IReadOnlyList<ConfigRecord>> RefreshAsync(WriteScope scope, string where, string name, CancellationToken cancel)
    {
        await ExecuteAsync(scope, string.Format(null, Touch, where), new { name }, cancel);
        List<ConfigRecord> changed = [];
        foreach (var row in await ReadAsync(scope.Connection, scope.Transaction, where, name, cancel))
        {
            var merged = row.Merged;
            if (merged == row.Known) continue;
            var bytes = Encoding.UTF8.GetByteCount(merged) - SealedText.Overhead(merged) + Envelope;
            if (bytes > Limits.ConfigDocument) throw new ConfigTooLargeException(row.DeviceId, bytes);
            // Above what the device has seen, too: this database may be older than it, from a backup.
            var version = Math.Max(row.Version, ReportedVersion(row.ReportedJson)) + 1;
            await ExecuteAsync(scope, Save, new { deviceKey = row.DeviceKey, version, settingsJson = merged }, cancel);
            changed.Add(row.ToRecord() with { Version = version, SettingsJson = merged });
        }

        return changed;
    }

    private static long ReportedVersion(string? json)
    {
        if (json is null) return 0;
        using var report = JsonDocument.Parse(json);
        return report.RootElement.ValueKind == JsonValueKind.Object && report.RootElement.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number) && number is > 0 and < long.MaxValue ? number : 0;
    }

    private static async Task<List<Row>> ReadAsync(DbConnection connection, DbTransaction? transaction, string where, string name, CancellationToken cancel) =>
        [.. await connection.QueryAsync<Row>(new CommandDefinition(string.Format(null, Select, where), new { name }, transaction, cancellationToken: cancel))];

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));

    private sealed class Row
    {
        public int DeviceKey { get; init; }
        public string DeviceId { get; init; } = "";
        public string State { get; init; } = "";
        public string? GroupName { get; init; }
        public long Version { get; init; }
        public string? SettingsJson { get; init; }
        public string? OwnJson { get; init; }
        public string? GroupJson { get; init; }
        public string? AllJson { get; init; }
        public string? CredentialJson { get; init; }
        public string? TrialJson { get; init; }
        public string? GatewayJson { get; init; }
        public string? ReportedJson { get; init; }
        public long? ReportedMs { get; init; }

        /// <summary>What its layers come to.</summary>
        public string Merged => ConfigMerge.Merge(AllJson, GroupJson, OwnJson, CredentialJson, TrialJson, GatewayJson);

        /// <summary>What they came to when it last changed.</summary>
        public string Known => SettingsJson ?? "{}";

        public ConfigRecord ToRecord() => new(DeviceId, AdmissionText.Parse(State), GroupName, Version, SettingsJson, OwnJson, ReportedJson, ReportedMs);
    }
}
