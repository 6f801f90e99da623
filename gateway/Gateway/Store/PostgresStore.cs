using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Nanofleet.Gateway.Store.Batch;
using Nanofleet.Gateway.Store.Migrations;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;
using Npgsql;

namespace Nanofleet.Gateway.Store;

/// <summary>
/// The database of the connected mode. Several gateways may share it: a commit locks the rows of its devices first, always
/// in the same order, and with them all that hangs on these devices.
/// </summary>
public sealed class PostgresStore : SqlStore
{
    /// <summary>"nanoflet" in ASCII: the advisory lock that a gateway holds while it changes the schema.</summary>
    private const long MigrationLock = 0x6E616E6F666C6574;

    /// <summary>A commit and the fold have about twenty.</summary>
    private const int PreparedStatements = 40;

    private readonly PostgresMemory _memory = new();
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly string _lockTimeout;

    public PostgresStore(string connectionString, StoreOptions? options = null)
        : base(options ?? new StoreOptions())
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _source = NpgsqlDataSource.Create(Prepared(connectionString).ToString());
        _lockTimeout = ((long)(options ?? new StoreOptions()).LockTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    }

    public override async Task MigrateAsync(CancellationToken cancel)
    {
        var migrator = new Migrator(Migration.Of("Postgres"), $"'{_server.Database}' at {_server.Host}:{_server.Port}");
        var more = true;
        while (more)
        {
            more = await TransactAsync(
                async (connection, transaction) =>
                {
                    await ExecuteAsync(connection, transaction, "SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock }, cancel);
                    return await migrator.ApplyNextAsync(connection, transaction, cancel);
                },
                cancel);
        }
    }

    public override async Task PrepareAsync(long nowMs, CancellationToken cancel)
    {
        while (await WriteAsync(scope => PostgresDays.AddAsync(scope, nowMs, cancel), cancel)) cancel.ThrowIfCancellationRequested();
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private protected override string PingSql => "SELECT 1";

    private protected override Task<SweepCursor?> SweepReadingsAsync(WriteScope scope, long beforeMs, SweepCursor after, CancellationToken cancel) =>
        PostgresDays.SweepAsync(scope, beforeMs, after, cancel);

    private protected override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel) =>
        TranslatingAsync(async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancel);
            return await work(connection);
        });

    private protected override async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancel) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    private protected override async Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancel)
    {
        var (result, tables) = await TransactAsync(
            async (connection, transaction) =>
            {
                await ExecuteAsync(connection, transaction, "SELECT set_config('lock_timeout', @_lockTimeout, true)", new { _lockTimeout }, cancel);
                var tables = new PostgresTables(connection, transaction, _memory);
                return (await work(new WriteScope(connection, transaction, tables, new PostgresRollups(connection, transaction))), tables);
            },
            cancel);
        tables.Committed();
        return result;
    }

    /// <summary>Statements that come again and again are parsed once for each connection, unless the connection string says how it wants that.</summary>
    private static NpgsqlConnectionStringBuilder Prepared(string connectionString)
    {
        var source = new NpgsqlConnectionStringBuilder(connectionString);
        if (!source.ShouldSerialize("Max Auto Prepare")) (source.MaxAutoPrepare, source.AutoPrepareMinUsages) = (PreparedStatements, 2);
        return source;
    }

    private Task<T> TransactAsync<T>(Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> work, CancellationToken cancel) =>
        TranslatingAsync(async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var result = await work(connection, transaction);
            await transaction.CommitAsync(cancel);
            return result;
        });

    private static Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, object arguments, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancel));

    private async Task<T> TranslatingAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (PostgresOutage.Of(e, _server) is { } outage)
        {
            throw outage;
        }
    }
}
