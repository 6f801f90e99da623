using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Store.Rules;
using Npgsql;

namespace Nanofleet.Integration.Tests.Store;

/// <summary>The rules of every store, on a real PostgreSQL.</summary>
public sealed class PostgresStoreTests(PostgresFixture postgres) : StoreRules
{
    private string _database = "";

    protected override string Scripts => "Postgres";

    protected override async Task CreateDatabaseAsync() => _database = await postgres.CreateDatabaseAsync();

    protected override Task DropDatabaseAsync() => Task.CompletedTask; // goes with its server

    protected override SqlStore Connect(StoreOptions options) => new PostgresStore(_database, options);

    protected override async Task<long> SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel) is long number ? number : 0;
    }

    protected override Task BreakInsertsAsync(string table) =>
        SqlAsync(
            $"""
            CREATE FUNCTION broken_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken by a test'; END $$;
            CREATE TRIGGER broken BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION broken_{table}()
            """);

    protected override Task RepairInsertsAsync(string table) => SqlAsync($"DROP TRIGGER broken ON {table}");
}
