using System.Security.Cryptography;
using Npgsql;

namespace Nanofleet.Testing;

/// <summary>
/// Debian's PostgreSQL as a process on a free loopback port, with its files in a folder of its own, a password of chance and
/// a database for every test that asks. It is ready when it has answered. Restart keeps port and data.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "nanofleet";
    private const string Account = "postgres"; // it refuses to run as root

    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private readonly string _password = RandomNumberGenerator.GetHexString(32);
    private readonly string _programs;
    private ToolProcess? _process;
    private int _databases;

    private PostgresServer(string programs) => _programs = programs;

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

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>What it logged since its last start.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>The process id of the server, parent of all its processes.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("it does not run");

    /// <summary>What a client needs to know; the password is in it.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = User, Password = _password, Database = database, Timeout = 5 }.ToString();

    /// <summary>Makes a cluster, starts it and waits until it answers.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Programs ?? throw new InvalidOperationException(MissingReason));
        try
        {
            await server.InitialiseAsync();
            await server.StartOnFreePortAsync();
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

    /// <summary>Stops it in order, ending what its clients are doing (fast shutdown).</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited)
        {
            await using var kill = ToolProcess.Start("kill", ["-INT", _process.Id.ToString()]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Ends it and its children without warning (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts it again on the same port after StopAsync or KillAsync.</summary>
    public async Task StartAgainAsync()
    {
        if (!await TryStartAsync()) throw new InvalidOperationException($"PostgreSQL did not start again on port {Port}:\n{Log}");
    }

    /// <summary>Stops and starts it on the same port.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Programs =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")))
            : null;

    private string Data => Path.Combine(_folder, "data");

    private async Task InitialiseAsync()
    {
        var passwordFile = Path.Combine(_folder, "password"); // not as an argument, which every user of the machine sees
        await File.WriteAllTextAsync(passwordFile, _password);
        if (Environment.IsPrivilegedProcess)
        {
            await using var own = ToolProcess.Start("chown", ["-R", Account, _folder]);
            if (await own.WaitForExitAsync() != 0) throw new InvalidOperationException($"chown failed:\n{own.Output}");
        }

        await using var initdb = Start("initdb", ["-D", Data, "-U", User, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        if (await initdb.WaitForExitAsync(TimeSpan.FromMinutes(1)) != 0) throw new InvalidOperationException($"initdb failed:\n{initdb.Output}");
    }

    private async Task StartOnFreePortAsync()
    {
        const int attempts = 5; // another process may take a free port first
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort.Next();
            if (await TryStartAsync()) return;
            var log = Log;
            await KillAsync();
            if (attempt == attempts) throw new InvalidOperationException($"PostgreSQL did not start:\n{log}");
        }
    }

    private async Task<bool> TryStartAsync()
    {
        // fsync guards against a power cut of the machine, which no test makes; a killed process loses nothing without it.
        _process = Start("postgres", ["-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder}", "-c", "fsync=off"]);
        try
        {
            await _process.WaitForLineAsync("database system is ready to accept connections");
            await using var connection = await OpenAsync();
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or NpgsqlException)
        {
            return false; // it ended: the port was taken; the caller tells with the log
        }
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
