using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Testing;

/// <summary>
/// Debian's Mosquitto as a process on a free loopback port, with its files in a folder of its own. It is ready when it
/// accepts a connection. Restart keeps port, users and, where asked for, sessions.
/// </summary>
public sealed class MosquittoServer : ServerProcess
{
    private const string Program = "mosquitto";
    private readonly MosquittoOptions _options;

    private MosquittoServer(MosquittoOptions options)
        : base(Program, stopSignal: "-TERM") => _options = options;

    /// <summary>Null where Mosquitto is installed, else the sentence to skip with.</summary>
    public static string? MissingReason =>
        ToolProcess.Find(Program) is null || ToolProcess.Find("mosquitto_passwd") is null
            ? "Debian's mosquitto is not installed: apt-get install mosquitto mosquitto-clients"
            : null;

    /// <summary>Starts one and waits until it accepts connections.</summary>
    public static async Task<MosquittoServer> StartAsync(MosquittoOptions? options = null)
    {
        var server = new MosquittoServer(options ?? new MosquittoOptions());
        try
        {
            await server.WritePasswordsAsync();
            await server.InitDynamicSecurityAsync();
            await server.StartOnPortAsync(server._options.Port);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override ToolProcess Start()
    {
        WriteConfiguration();
        string[] verbose = _options.IsQuiet ? [] : ["-v"];
        return ToolProcess.Start(Program, [.. verbose, "-c", Path.Combine(Folder, "mosquitto.conf")]);
    }

    /// <inheritdoc/>
    protected override async Task WaitUntilReadyAsync(ToolProcess process)
    {
        await process.WaitForLineAsync(line => line.EndsWith(" running", StringComparison.Ordinal), "the line that it runs");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port);
    }

    /// <inheritdoc/>
    protected override bool IsFailedStart(Exception e) => e is SocketException || base.IsFailedStart(e);

    private async Task WritePasswordsAsync()
    {
        if (_options.Users.Count == 0) return;
        var file = Path.Combine(Folder, "passwords");
        await File.WriteAllLinesAsync(file, _options.Users.Select(user => $"{user.Key}:{user.Value}"));
        await using var hash = ToolProcess.Start("mosquitto_passwd", ["-U", file]);
        if (await hash.WaitForExitAsync() != 0) throw new InvalidOperationException($"mosquitto_passwd failed:\n{hash.Output}");
    }

    /// <summary>Null where Debian's Mosquitto has no such plugin.</summary>
    private static string? Plugin => Directory.EnumerateDirectories("/usr/lib").Select(folder => Path.Combine(folder, "mosquitto_dynamic_security.so")).FirstOrDefault(File.Exists);

    private string DynamicSecurityFile => Path.Combine(Folder, "dynamic-security.json");

    private async Task InitDynamicSecurityAsync()
    {
        if (_options.DynamicSecurity is not var (user, password)) return;
        await using var init = ToolProcess.Start("mosquitto_ctrl", ["dynsec", "init", DynamicSecurityFile, user, password]);
        if (await init.WaitForExitAsync() != 0) throw new InvalidOperationException($"mosquitto_ctrl failed:\n{init.Output}");
    }

    private void WriteConfiguration()
    {
        List<string> lines =
        [
            $"listener {Port} 127.0.0.1",
            _options.Users.Count == 0 && _options.DynamicSecurity is null ? "allow_anonymous true" : "allow_anonymous false",
            "set_tcp_nodelay true",
            .. _options.Settings,
        ];
        if (_options.IsQuiet) lines.AddRange(["log_type error", "log_type warning", "log_type information"]);
        if (Environment.IsPrivilegedProcess) lines.Add("user root"); // or it drops to a user that cannot read the folder
        if (_options.Users.Count > 0) lines.Add($"password_file {Folder}/passwords");
        if (_options.DynamicSecurity is not null) lines.AddRange([$"plugin {Plugin ?? throw new FileNotFoundException("mosquitto_dynamic_security.so")}", $"plugin_opt_config_file {DynamicSecurityFile}"]);
        if (_options.Persistence) lines.AddRange(["persistence true", $"persistence_location {Folder}/"]);
        File.WriteAllLines(Path.Combine(Folder, "mosquitto.conf"), lines);
    }
}
