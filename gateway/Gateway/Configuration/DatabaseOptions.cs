namespace Nanofleet.Gateway.Configuration;

/// <summary>Section <c>Database</c>: where readings go.</summary>
public sealed class DatabaseOptions
{
    /// <summary>SQLite by default: it needs no server.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Absent with SQLite: <c>nanofleet.db</c> in the data directory. PostgreSQL needs one.</summary>
    [Secret]
    public string? ConnectionString { get; set; }

    /// <summary>File whose first line is the connection string, so that its password stands on no command line.</summary>
    public string? ConnectionStringFile { get; set; }
}
