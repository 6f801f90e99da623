using Npgsql;

namespace Nanofleet.Gateway.Backup;

/// <summary>PostgreSQL through its own pg_dump and pg_restore: one snapshot, while gateways go on.</summary>
internal sealed class PostgresBackup(string connectionString) : IDatabaseBackup
{
    private const string IsInUse =
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend')";

    /// <summary>The server hears a little late that a gateway has gone.</summary>
    private const int Attempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlConnectionStringBuilder _server = new(connectionString) { Pooling = false };

    public async Task BackupAsync(string file, CancellationToken cancel)
    {
        var part = file + ".part";
        try
        {
            await new PostgresTool("pg_dump", _server).RunAsync(["--format=custom", "--no-owner", "--no-privileges", $"--file={part}"], cancel);
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

    public async Task RestoreAsync(string file, bool replace, CancellationToken cancel)
    {
        if (!File.Exists(file)) throw new BackupException($"There is no file {file}.");
        await CheckAsync(replace, cancel);
        var contents = await new PostgresTool("pg_restore", _server).RunAsync(["--list", file], cancel);
        string[] arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", .. replace ? ["--clean", "--if-exists"] : Array.Empty<string>(), $"--dbname={_server.Database}", file];
        if (TimescaleRestore.IsNeeded(contents)) await RestoreTimescaleAsync(contents, arguments, cancel);
        else await new PostgresTool("pg_restore", _server).RunAsync(arguments, cancel);
    }

    /// <summary>Not all or nothing: the readings that are there are gone when it begins.</summary>
    private async Task RestoreTimescaleAsync(string contents, string[] arguments, CancellationToken cancel)
    {
        var timescale = new TimescaleRestore(_server.ToString());
        var list = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(list, TimescaleRestore.Without(contents), cancel);
            await timescale.AroundAsync(() => new PostgresTool("pg_restore", _server).RunAsync([$"--use-list={list}", .. arguments], cancel), cancel);
        }
        finally
        {
            File.Delete(list);
        }
    }

    private async Task CheckAsync(bool replace, CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_server.ToString());
            await connection.OpenAsync(cancel);
            for (var attempt = 0; await IsAsync(connection, IsInUse, cancel); attempt++)
            {
                if (attempt == Attempts) throw new BackupException($"The database '{_server.Database}' is in use: stop all gateways first.");
                await Task.Delay(Pause, cancel);
            }

            if (!replace && await IsAsync(connection, "SELECT to_regclass('schema_migrations') IS NOT NULL", cancel))
                throw new BackupException($"There is a Nanofleet in the database '{_server.Database}' already. Add --force to replace it with the backup.");
        }
        catch (NpgsqlException e)
        {
            throw new BackupException($"PostgreSQL at {_server.Host}:{_server.Port}, database '{_server.Database}', is not available: {e.Message}", e);
        }
    }

    private static async Task<bool> IsAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel) is true;
    }
}
