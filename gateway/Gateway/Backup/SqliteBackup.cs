using Dapper;
using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Files;

namespace Nanofleet.Gateway.Backup;

/// <summary>SQLite through its online backup: a consistent copy beside a gateway that writes, which does not wait for it.</summary>
internal sealed class SqliteBackup(string database) : IDatabaseBackup
{
    private readonly string _database = Path.GetFullPath(database);

    public Task BackupAsync(string file, CancellationToken cancel)
    {
        if (!File.Exists(_database)) throw new BackupException($"There is no database at {_database}.");
        return Task.Run(() => Replace(file, part => Copy(_database, part)), cancel);
    }

    public Task RestoreAsync(string file, bool replace, CancellationToken cancel)
    {
        Check(file);
        if (File.Exists(_database))
        {
            if (!replace) throw new BackupException($"There is a database at {_database} already. Add --force to replace it with the backup.");
            if (IsInUse()) throw new BackupException($"{_database} is in use: stop the gateway first.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_database)!);
        return Task.Run(
            () => Replace(_database, part =>
            {
                Copy(file, part);
                foreach (var companion in (string[])["-wal", "-shm"]) File.Delete(_database + companion); // of the one that goes
            }),
            cancel);
    }

    private static void Copy(string from, string to)
    {
        try
        {
            using var source = Open(from, SqliteOpenMode.ReadOnly);
            using var target = Open(to, SqliteOpenMode.ReadWriteCreate);
            source.BackupDatabase(target);
            target.Execute("PRAGMA journal_mode = DELETE"); // one file, without companions
        }
        catch (SqliteException e)
        {
            throw new BackupException($"{from} could not be copied to {to}: {e.Message}", e);
        }
    }

    /// <summary>Writes beside the file and moves it there when it is whole and on disk.</summary>
    private static void Replace(string file, Action<string> write)
    {
        var part = file + ".part";
        try
        {
            File.Delete(part);
            PrivateFile.Create(part).Dispose(); // readings tell when people are at home
            write(part);
            using (var whole = new FileStream(part, FileMode.Open, FileAccess.ReadWrite)) whole.Flush(flushToDisk: true);
            File.Move(part, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{file} could not be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    private static void Check(string file)
    {
        if (!File.Exists(file)) throw new BackupException($"There is no file {file}.");
        try
        {
            using var backup = Open(file, SqliteOpenMode.ReadOnly);
            var verdict = backup.ExecuteScalar<string>("PRAGMA quick_check(1)");
            if (verdict != "ok") throw new BackupException($"{file} is damaged: {verdict}");
            if (backup.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migrations'") == 0) throw new BackupException($"{file} is no backup of Nanofleet.");
        }
        catch (SqliteException e)
        {
            throw new BackupException($"{file} is no backup of a SQLite database: {e.Message}", e);
        }
    }

    /// <summary>Whether another program has the database open. If not, it is left whole, without a log beside it.</summary>
    private bool IsInUse()
    {
        try
        {
            using var existing = Open(_database, SqliteOpenMode.ReadWrite);
            existing.Execute("PRAGMA journal_mode = DELETE"); // only the last one that has it open can put the log away
            return false;
        }
        catch (SqliteException e)
        {
            return e.SqliteErrorCode is 5 or 6; // one that is damaged may be replaced
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        connection.Open();
        return connection;
    }
}
