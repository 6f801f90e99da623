using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Testing;

/// <summary>
/// Debian's Mosquitto as a process on a free loopback port, with its files in a folder of its own. It is ready when it
/// accepts a connection. Restart keeps port, users and, where asked for, sessions.
/// </summary>
public sealed class MosquittoServer : IAsyncDisposable
{
    private const string Program = "mosquitto";
    private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto-").FullName;
    private readonly MosquittoOptions _options;
    private ToolProcess? _process;

    private MosquittoServer(MosquittoOptions options) => _options = options;

    /// <summary>Null where Mosquitto is installed, else the sentence to skip with.</summary>
    public static string? MissingReason =>
        ToolProcess.Find(Program) is null || ToolProcess.Find("mosquitto_passwd") is null
            ? "Debian's mosquitto is not installed: apt-get install mosquitto mosquitto-clients"
            : null;

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>What it logged since its last start.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>Its process id.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("it does not run");

    /// <summary>Starts one and waits until it accepts connections.</summary>
    public static async Task<MosquittoServer> StartAsync(MosquittoOptions? options = null)
    {
        var server = new MosquittoServer(options ?? new MosquittoOptions());
        try
        {
            await server.WritePasswordsAsync();
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it in order (SIGTERM: it writes its database where persistence is on), so that clients see it go.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited)
        {
            await using var kill = ToolProcess.Start("kill", ["-TERM", _process.Id.ToString()]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Ends it without warning (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts it again on the same port after StopAsync or KillAsync.</summary>
    public async Task StartAgainAsync()
    {
        if (!await TryStartAsync()) throw new InvalidOperationException($"mosquitto did not start again on port {Port}:\n{Log}");
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

    private async Task StartOnFreePortAsync()
    {
        const int attempts = 5; // another process may take a free port first
        for (var attempt = 1; ; attempt++)
        {
            Port = _options.Port ?? FreePort.Next();
            WriteConfiguration();
            if (await TryStartAsync()) return;
            var log = Log;
            await KillAsync();
            if (attempt == attempts || _options.Port is not null) throw new InvalidOperationException($"mosquitto did not start:\n{log}");
        }
    }

    private async Task<bool> TryStartAsync()
    {
        _process = ToolProcess.Start(Program, ["-v", "-c", Path.Combine(_folder, "mosquitto.conf")]);
        try
        {
            await _process.WaitForLineAsync(line => line.EndsWith(" running", StringComparison.Ordinal), "the line that it runs");
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or SocketException)
        {
            return false; // it ended: the port was taken, or its settings are wrong; the caller tells with the log
        }
    }

    private async Task WritePasswordsAsync()
    {
        if (_options.Users.Count == 0) return;
        var file = Path.Combine(_folder, "passwords");
        await File.WriteAllLinesAsync(file, _options.Users.Select(user => $"{user.Key}:{user.Value}"));
        await using var hash = ToolProcess.Start("mosquitto_passwd", ["-U", file]);
        if (await hash.WaitForExitAsync() != 0) throw new InvalidOperationException($"mosquitto_passwd failed:\n{hash.Output}");
    }

    private void WriteConfiguration()
    {
        List<string> lines =
        [
            $"listener {Port} 127.0.0.1",
            _options.Users.Count == 0 ? "allow_anonymous true" : "allow_anonymous false",
            "set_tcp_nodelay true",
            .. _options.Settings,
        ];
        if (Environment.IsPrivilegedProcess) lines.Add("user root"); // or it drops to a user that cannot read the folder
        if (_options.Users.Count > 0) lines.Add($"password_file {_folder}/passwords");
        if (_options.Persistence) lines.AddRange(["persistence true", $"persistence_location {_folder}/"]);
        File.WriteAllLines(Path.Combine(_folder, "mosquitto.conf"), lines);
    }
}
