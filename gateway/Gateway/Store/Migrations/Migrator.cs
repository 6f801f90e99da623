using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Migrations;

/// <summary>
/// Brings a schema up to date, each script in a transaction of its own together with the row that says it is done. The
/// caller's transaction must keep other gateways out from its beginning; a database of a newer program is refused untouched.
/// </summary>
internal sealed class Migrator(IReadOnlyList<Migration> migrations, string database)
{
    private const string CreateTable =
        "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at text NOT NULL DEFAULT (CAST(CURRENT_TIMESTAMP AS text)))";

    private const string SelectVersion = "SELECT COALESCE(MAX(version), 0) FROM schema_migrations";

    private const string Insert = "INSERT INTO schema_migrations (version, name) VALUES (@Version, @Name)";

    /// <summary>Applies the next script within this transaction; false when none is left.</summary>
    public async Task<bool> ApplyNextAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        await ExecuteAsync(CreateTable);
        var version = await connection.ExecuteScalarAsync<int>(new CommandDefinition(SelectVersion, transaction: transaction, cancellationToken: cancel));
        if (version > migrations.Count)
        {
            throw new StoreVersionException(
                $"The database {database} has schema version {version}, and this program knows versions up to {migrations.Count}: a newer Nanofleet has used it. Start that newer program, or give this one another database.");
        }

        if (version == migrations.Count) return false;
        var next = migrations[version];
        await ExecuteAsync(next.Sql);
        await ExecuteAsync(Insert, next);
        return true;

        Task ExecuteAsync(string sql, object? arguments = null) =>
            connection.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancel));
    }
}
