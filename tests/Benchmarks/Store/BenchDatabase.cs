using System.Globalization;
using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Store;
using Nanofleet.Testing;
using Npgsql;

namespace Nanofleet.Benchmarks.Store;

/// <summary>A database for one run: a SQLite file, or Debian's PostgreSQL as a process that writes to disk as it does in use.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string? _file;
    private readonly string? _connection;
    private readonly PostgresServer? _server;

    private readonly bool _isKept;

    private BenchDatabase(string file, bool isKept) => (_file, _isKept, Store, IsFilled) = (file, isKept, new SqliteStore(file), File.Exists(file));

    private BenchDatabase(PostgresServer server, string connection) => (_server, _connection, Store) = (server, connection, new PostgresStore(connection));

    public SqlStore Store { get; }

    public int? ServerProcessId => _server?.ProcessId;

    /// <summary>It is there from an earlier run.</summary>
    public bool IsFilled { get; }

    public static string DeviceId(int at) => string.Create(CultureInfo.InvariantCulture, $"board-{at:000000}");

    /// <param name="folder">Where a SQLite file stays, to be used again; null makes one that goes with the run.</param>
    public static async Task<BenchDatabase> StartAsync(string database, string? folder)
    {
        if (database == "sqlite") return new BenchDatabase(Path.Combine(folder ?? Directory.CreateTempSubdirectory("store-bench-").FullName, "bench.db"), folder is not null);
        var server = await PostgresServer.StartAsync(new PostgresOptions { Fsync = true });
        return new BenchDatabase(server, await server.CreateDatabaseAsync());
    }

    /// <summary>Makes devices known and readings old: a year of the first device's sensors among those of others.</summary>
    public async Task FillAsync(int rows, int devices)
    {
        Console.WriteLine($"filling with {rows:#,0} readings and {devices:#,0} devices…");
        foreach (var statement in _file is null ? FillSql.Postgres(rows, devices) : FillSql.Sqlite(rows, devices)) await ExecuteAsync(statement);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        else if (!_isKept) Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    private async Task ExecuteAsync(string sql)
    {
        if (_file is not null)
        {
            await using var connection = new SqliteConnection($"Data Source={_file};Pooling=False;Command Timeout=0");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
            return;
        }

        await using var source = new NpgsqlConnection(_connection + ";Pooling=False;Command Timeout=0");
        await source.OpenAsync();
        await using var query = new NpgsqlCommand(sql, source);
        await query.ExecuteNonQueryAsync();
    }
}
