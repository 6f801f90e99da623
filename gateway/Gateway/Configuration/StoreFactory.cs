using System.Data.Common;
using Nanofleet.Gateway.Backup;
using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Store;
using Npgsql;

namespace Nanofleet.Gateway.Configuration;

/// <summary>Opens the database that the settings name.</summary>
public static class StoreFactory
{
    public static SqlStore Create(GatewayOptions options, IFaultPoints? faults = null)
    {
        var limits = new StoreOptions
        {
            QuarantineRows = options.Quarantine.Rows,
            QuarantineBytes = options.Quarantine.Bytes,
            Unknown = options.Devices.Unknown,
            PendingDevices = options.Devices.PendingDevices,
            HeldMessages = options.Devices.HeldMessages,
            HeldBytes = options.Devices.HeldBytes,
            UploadKeyAge = options.Ingest.UploadKeyAge,
            UploadKeys = options.Ingest.UploadKeys,
            UnknownPerMinute = options.Devices.UnknownPerMinute,
            Faults = faults ?? NoFaults.Instance,
        };
        return options.Database.Provider == DatabaseProvider.Sqlite
            ? new SqliteStore(SqliteFile(options.Database.ConnectionString!), limits)
            : new PostgresStore(options.Database.ConnectionString!, limits);
    }

    /// <summary>How the same database is brought into a file and back.</summary>
    internal static IDatabaseBackup CreateBackup(DatabaseOptions options) => options.Provider == DatabaseProvider.Sqlite
        ? new SqliteBackup(SqliteFile(options.ConnectionString!))
        : new PostgresBackup(options.ConnectionString!);

    /// <summary>For people: kind and place, never a password.</summary>
    public static string Describe(DatabaseOptions options)
    {
        if (options.Provider == DatabaseProvider.Sqlite) return $"SQLite, {SqliteFile(options.ConnectionString!)}";
        var server = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return $"PostgreSQL, {server.Database} at {server.Host}:{server.Port} as {server.Username}";
    }

    /// <summary>Throws an ArgumentException, whose message holds no secret, where the connection string cannot be understood.</summary>
    public static void Check(DatabaseOptions options) => Describe(options);

    /// <summary>Whether the database is this file.</summary>
    public static bool IsFile(DatabaseOptions options, string path) =>
        options.Provider == DatabaseProvider.Sqlite && Path.GetFullPath(SqliteFile(options.ConnectionString!)) == path;

    /// <summary>A connection string such as <c>Data Source=/var/lib/nanofleet/nanofleet.db</c>, or only the path.</summary>
    private static string SqliteFile(string connectionString)
    {
        if (!connectionString.Contains('=')) return connectionString;
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return parts.TryGetValue("Data Source", out var file) || parts.TryGetValue("Filename", out file)
            ? (string)file
            : throw new ArgumentException("there is no Data Source in it.");
    }
}
