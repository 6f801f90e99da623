using Npgsql;

namespace Nanofleet.Gateway.Backup;

/// <summary>
/// What TimescaleDB needs around a restore: it must stand before its tables' content comes, and keep its hands off while
/// that comes. pg_restore must not replace the extension itself, which cannot be loaded twice in one session.
/// </summary>
/// <param name="connectionString">Without pooling: each step needs a session that has not loaded the extension yet.</param>
internal sealed class TimescaleRestore(string connectionString)
{
    private const string Extension = " EXTENSION - timescaledb ";

    /// <param name="contents">What <c>pg_restore --list</c> says of a backup.</param>
    public static bool IsNeeded(string contents) => contents.Contains(Extension, StringComparison.Ordinal);

    /// <summary>The list of what pg_restore is to restore: all but the extension.</summary>
    public static string Without(string contents) =>
        string.Join('\n', contents.Split('\n').Where(line => !line.Contains(" EXTENSION ", StringComparison.Ordinal)));

    /// <summary>Makes the extension anew, restores, and lets it go to work. The hypertable that is there goes with the old one: its rows lie in the extension's own schema.</summary>
    public async Task AroundAsync(Func<Task> restore, CancellationToken cancel)
    {
        await RunAsync("DROP TABLE IF EXISTS readings CASCADE; DROP EXTENSION IF EXISTS timescaledb CASCADE", cancel);
        await RunAsync("CREATE EXTENSION timescaledb", cancel);
        await RunAsync("SELECT timescaledb_pre_restore()", cancel);
        try
        {
            await restore();
        }
        finally
        {
            await RunAsync("SELECT timescaledb_post_restore()", CancellationToken.None);
        }
    }

    private async Task RunAsync(string sql, CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (NpgsqlException e)
        {
            throw new BackupException($"TimescaleDB, which the backup was made with, could not be made ready: {e.Message}", e);
        }
    }
}
