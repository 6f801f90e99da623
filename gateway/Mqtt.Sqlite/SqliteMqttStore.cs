using Microsoft.Data.Sqlite;

namespace Nanofleet.Mqtt.Sqlite;

/// <summary>
/// A broker's store in one SQLite file (with its -wal and -shm beside it), for one broker at a time: it locks the file.
/// A commit that returned is on the disk (WAL, synchronous=FULL). After a failed one the connection is given up and
/// opened anew, so that a full disk or a lost mount heals by itself.
/// </summary>
public sealed class SqliteMqttStore : IMqttStore, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Another program that only looks at the file may hold it for a moment.</summary>
    private const int LockTimeoutSeconds = 5;

    private readonly string _path;
    private SqliteConnection? _connection;
    private StoreStatements? _statements;

    /// <param name="path">The file; created where it does not exist, with its folder, for the owner only.</param>
    public SqliteMqttStore(string path) => _path = Path.GetFullPath(path);

    /// <inheritdoc/>
    /// <exception cref="SqliteException">The file is no database, is held by another broker, or cannot be read.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public IEnumerable<MqttStoreEntry> Load()
    {
        var statements = Open();
        foreach (var entry in statements.ReadMessages()) yield return entry;
        foreach (var entry in statements.ReadEntries()) yield return entry;
    }

    /// <inheritdoc/>
    public void Commit(IReadOnlyList<MqttStoreEntry> changes)
    {
        var done = false;
        try
        {
            Open().Commit(changes);
            done = true;
        }
        finally
        {
            if (!done) Close();
        }
    }

    /// <summary>Closes the file; what was committed stays.</summary>
    public void Dispose() => Close();

    private StoreStatements Open()
    {
        if (_statements is not null) return _statements;
        var isNew = !File.Exists(_path);
        if (isNew) CreateFolder(Path.GetDirectoryName(_path)!);
        var settings = new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false, DefaultTimeout = LockTimeoutSeconds };
        _connection = new SqliteConnection(settings.ToString());
        _connection.Open();
        if (isNew && !OperatingSystem.IsWindows()) File.SetUnixFileMode(_path, OwnerOnly); // what is in it is other people's; its companions take over its rights
        Execute("PRAGMA locking_mode = EXCLUSIVE"); // two brokers on one file would each forget what the other promised
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("BEGIN IMMEDIATE; COMMIT"); // takes the lock
        Execute(StoreStatements.Schema);
        return _statements = new StoreStatements(_connection);
    }

    private void Close()
    {
        _statements?.Dispose();
        _connection?.Dispose();
        (_statements, _connection) = (null, null);
    }

    private void Execute(string sql)
    {
        using var command = _connection!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }
}
