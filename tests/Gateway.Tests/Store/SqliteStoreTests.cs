using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Store.Rules;

namespace Nanofleet.Gateway.Tests.Store;

/// <summary>The rules of every store, on a SQLite file.</summary>
public sealed class SqliteStoreTests : StoreRules
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    private int _databases;

    private string DatabasePath => Path.Combine(_folder, "data", $"nanofleet-{_databases}.db");

    protected override string Scripts => "Sqlite";

    protected override Task CreateDatabaseAsync()
    {
        _databases++;
        return Task.CompletedTask;
    }

    protected override Task DropDatabaseAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    protected override SqlStore Connect(StoreOptions options) => new SqliteStore(DatabasePath, options);

    protected override async Task<long> SqlAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Cancel) is long number ? number : 0;
    }

    protected override Task BreakInsertsAsync(string table) =>
        SqlAsync($"CREATE TRIGGER broken_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'broken by a test'); END");

    protected override Task RepairInsertsAsync(string table) => SqlAsync($"DROP TRIGGER broken_{table}");
}
