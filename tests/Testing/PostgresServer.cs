using System.Security.Cryptography;
using Npgsql;

namespace Nanofleet.Testing;

/// <summary>
/// Debian's PostgreSQL as a process on a free loopback port, with its files in a folder of its own, a password of chance and
/// a database for every test that asks. It is ready when it has answered. Restart keeps port and data.
/// </summary>
public sealed class PostgresServer : ServerProcess
{
    private const string User = "nanofleet";
    private const string Account = "postgres"; // it refuses to run as root

    private readonly string _password = RandomNumberGenerator.GetHexString(32);
    private readonly string _programs;
    private readonly PostgresOptions _options;
    private int _databases;

    private PostgresServer(string programs, PostgresOptions options)
        : base("postgres", stopSignal: "-INT") => (_programs, _options) = (programs, options); // fast shutdown: it ends what its clients are doing

    /// <summary>Null where PostgreSQL can be started, else the sentence to skip with.</summary>
    public static string? MissingReason
    {
        get
        {
            if (Programs is null) return "Debian's PostgreSQL is not installed: apt-get install postgresql";
            var needsSetpriv = Environment.IsPrivilegedProcess && ToolProcess.Find("setpriv") is null;
            return needsSetpriv ? "PostgreSQL does not run as root, and setpriv is not installed: apt-get install util-linux" : null;
        }
    }

    /// <summary>What a client needs to know; the password is in it.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = User, Password = _password, Database = database }.ToString();

    /// <summary>Makes a cluster, starts it and waits until it answers.</summary>
    public static async Task<PostgresServer> StartAsync(PostgresOptions? options = null)
    {
        var server = new PostgresServer(Programs ?? throw new InvalidOperationException(MissingReason), options ?? new PostgresOptions());
        try
        {
            await server.InitialiseAsync();
            await server.StartOnPortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new and empty database; what comes back is its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <inheritdoc/>
    protected override ToolProcess Start() =>
        Start("postgres",
        [
            "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={Folder}", "-c", $"fsync={(_options.Fsync ? "on" : "off")}",
            .. _options.Settings.SelectMany(setting => (string[])["-c", setting]),
        ]);

    /// <inheritdoc/>
    protected override async Task WaitUntilReadyAsync(ToolProcess process)
    {
        await process.WaitForLineAsync("database system is ready to accept connections", TimeSpan.FromMinutes(1));
        await using var connection = await OpenAsync();
    }

    /// <inheritdoc/>
    protected override bool IsFailedStart(Exception e) => e is NpgsqlException || base.IsFailedStart(e);

    private static string? Programs =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")))
            : null;

    private string Data => Path.Combine(Folder, "data");

    private async Task InitialiseAsync()
    {
        var passwordFile = Path.Combine(Folder, "password"); // not as an argument, which every user of the machine sees
        await File.WriteAllTextAsync(passwordFile, _password);
        if (Environment.IsPrivilegedProcess)
        {
            await using var own = ToolProcess.Start("chown", ["-R", Account, Folder]);
            if (await own.WaitForExitAsync() != 0) throw new InvalidOperationException($"chown failed:\n{own.Output}");
        }

        await using var initdb = Start("initdb", ["-D", Data, "-U", User, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        if (await initdb.WaitForExitAsync(TimeSpan.FromMinutes(1)) != 0) throw new InvalidOperationException($"initdb failed:\n{initdb.Output}");
    }

    private ToolProcess Start(string program, string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? ToolProcess.Start("setpriv", [$"--reuid={Account}", $"--regid={Account}", "--clear-groups", path, .. arguments])
            : ToolProcess.Start(path, arguments);
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
