using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Files;
using Nanofleet.Gateway.Store.Batch;
using Nanofleet.Gateway.Store.Migrations;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;
using SQLitePCL;

namespace Nanofleet.Gateway.Store;

/// <summary>
/// The database of the embedded mode: one file, one connection that writes, any number that read beside it (WAL). A commit
/// is on disk when it returns (synchronous=FULL). Where work fails, the writer's connection is given up and opened anew.
/// </summary>
public sealed class SqliteStore : SqlStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Pages in the log before it is brought into the file: 16 MB. A page that many commits change is then written there less often, and bringing it in takes some 20 ms.</summary>
    private const int LogPages = 4_000;

    /// <summary>Bytes to which the log is cut once it is brought in: it outgrows the above while somebody reads for long.</summary>
    private const int LargestLog = 64 * 1024 * 1024;

    /// <summary>Pages that the writer keeps in memory: the accounts of a hundred thousand devices.</summary>
    private const int CacheKilobytes = 32 * 1024;

    private readonly string _path;
    private readonly string _writing;
    private readonly string _reading;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteConnection? _writer;
    private SqliteTables? _tables;
    private SqliteRollups? _rollups;
    private bool _disposed;

    /// <param name="path">The file. It and its directory are created where they do not exist, for the owner only.</param>
    public SqliteStore(string path, StoreOptions? options = null)
        : base(options ?? new StoreOptions())
    {
        _path = Path.GetFullPath(path);
        var seconds = (int)Math.Ceiling((options ?? new StoreOptions()).LockTimeout.TotalSeconds); // it tries again for this long by itself
        var connection = new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = seconds, Pooling = false };
        _writing = connection.ToString();
        connection.Pooling = true;
        connection.Mode = SqliteOpenMode.ReadOnly;
        _reading = connection.ToString();
    }

    public override Task MigrateAsync(CancellationToken cancel)
    {
        var migrator = new Migrator(Migration.Of("Sqlite"), _path);
        return OneByOneAsync(
            async connection =>
            {
                var more = true;
                while (more)
                {
                    await using var transaction = connection.BeginTransaction(deferred: false); // BEGIN IMMEDIATE: another gateway waits here
                    more = await migrator.ApplyNextAsync(connection, transaction, cancel);
                    Commit(connection, transaction);
                }

                return 0;
            },
            cancel);
    }

    public override Task PrepareAsync(long nowMs, CancellationToken cancel) => Task.CompletedTask; // its one table has room for any time

    /// <summary>What a setting of the connection that writes really is.</summary>
    internal Task<string?> PragmaAsync(string name, CancellationToken cancel) =>
        OneByOneAsync(connection => connection.ExecuteScalarAsync<string>($"PRAGMA {name}"), cancel);

    public override async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _disposed = true;
        await CloseWriterAsync();
        _turn.Release();
        using var reader = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(reader);
    }

    private protected override string PingSql => "SELECT COUNT(*) FROM sqlite_master"; // SELECT 1 would not look at the file

    private protected override Task<SweepCursor?> SweepReadingsAsync(WriteScope scope, long beforeMs, SweepCursor after, CancellationToken cancel) =>
        ReadingSweep.StepAsync(scope, "readings", beforeMs, after, cancel);

    private protected override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel) =>
        TranslatingAsync(async () =>
        {
            await using var connection = new SqliteConnection(_reading);
            await connection.OpenAsync(cancel);
            return await work(connection);
        });

    private protected override Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancel) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    private protected override Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancel) =>
        OneByOneAsync(
            async connection =>
            {
                await using var transaction = connection.BeginTransaction(deferred: false);
                var tables = _tables ??= new SqliteTables(connection);
                var rollups = _rollups ??= new SqliteRollups(connection);
                var result = await work(new WriteScope(connection, transaction, tables, rollups));
                cancel.ThrowIfCancellationRequested();
                Commit(connection, transaction);
                return result;
            },
            cancel);

    /// <summary>Where the disk is full, SQLite has rolled back by itself. The driver would do so again, fail, and hide the cause: it gets something to roll back.</summary>
    private static void Commit(SqliteConnection connection, SqliteTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (SqliteException) when (raw.sqlite3_get_autocommit(connection.Handle!) != 0)
        {
            raw.sqlite3_exec(connection.Handle!, "BEGIN");
            throw;
        }
    }

    /// <summary>
    /// SQLite works on the calling thread: the ingest calls with one of its own, which may wait for its turn too, all others
    /// get one from the pool. A half-done transaction goes with its connection.
    /// </summary>
    private async Task<T> OneByOneAsync<T>(Func<SqliteConnection, Task<T>> work, CancellationToken cancel)
    {
        var isOfPool = Thread.CurrentThread.IsThreadPoolThread;
        if (isOfPool) await _turn.WaitAsync(cancel);
        else _turn.Wait(cancel);
        var done = false;
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var result = await TranslatingAsync(() => isOfPool ? Task.Run(() => work(Writer()), cancel) : work(Writer()));
            done = true;
            return result;
        }
        finally
        {
            try
            {
                if (!done) await CloseWriterAsync();
            }
            finally
            {
                _turn.Release(); // whatever closing says: without it nobody would ever write again
            }
        }
    }

    private async Task<T> TranslatingAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (SqliteOutage.Of(e, _path) is { } outage)
        {
            throw outage;
        }
    }

    private SqliteConnection Writer()
    {
        if (_writer is not null) return _writer;
        var isNew = !File.Exists(_path);
        if (isNew) PrivateFile.CreateFolder(Path.GetDirectoryName(_path)!);
        _writer = new SqliteConnection(_writing);
        _writer.Open();
        _writer.Execute(PingSql); // only now is the file there, still empty
        if (isNew && !OperatingSystem.IsWindows()) File.SetUnixFileMode(_path, OwnerOnly); // its companions take over its rights
        var mode = _writer.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
        if (mode != "wal") throw new IOException($"its file system has no shared memory for a write-ahead log (the mode stays '{mode}'); use a local disk");
        _writer.Execute("PRAGMA synchronous = FULL");
        _writer.Execute($"PRAGMA wal_autocheckpoint = {LogPages}");
        _writer.Execute($"PRAGMA journal_size_limit = {LargestLog}");
        _writer.Execute($"PRAGMA cache_size = -{CacheKilobytes}");
        return _writer;
    }

    private async ValueTask CloseWriterAsync()
    {
        var (tables, rollups, writer) = (_tables, _rollups, _writer);
        (_tables, _rollups, _writer) = (null, null, null);
        tables?.Dispose();
        rollups?.Dispose();
        if (writer is not null) await writer.DisposeAsync();
    }
}
