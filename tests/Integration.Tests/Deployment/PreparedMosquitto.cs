using Nanofleet.Gateway.Preparation;
using Nanofleet.Testing;

namespace Nanofleet.Integration.Tests.Deployment;

/// <summary>
/// Debian's Mosquitto with gateway/mosquitto/mosquitto.conf and the secrets that the gateway prepares, as compose.yaml
/// puts them together; only the paths of the container and the port are others.
/// </summary>
internal sealed class PreparedMosquitto : IAsyncDisposable
{
    private const string Plugin = "mosquitto_dynamic_security.so";

    private readonly string _folder = Directory.CreateTempSubdirectory("composed-").FullName;
    private ToolProcess? _process;

    public static string? MissingReason => MosquittoServer.MissingReason ?? (FindPlugin() is null ? $"{Plugin} is not in /usr/lib: it comes with Debian's mosquitto" : null);

    public int Port { get; } = FreePort.Next();

    public string Log => _process?.Output ?? "";

    public string GatewayFile(string name) => Path.Combine(_folder, "secrets", "gateway", name);

    public string Data => Path.Combine(_folder, "data");

    /// <summary>The lines of the configuration as they are in the project.</summary>
    public static string[] Lines => File.ReadAllLines(Repository.Find("gateway", "mosquitto", "mosquitto.conf"));

    public static async Task<PreparedMosquitto> StartAsync()
    {
        if (MissingReason is { } reason) Assert.Skip(reason);
        var broker = new PreparedMosquitto();
        await broker.PrepareAsync();
        var store = Directory.CreateDirectory(Path.Combine(broker._folder, "broker")).FullName;
        File.Copy(Path.Combine(broker._folder, "secrets", "broker", "dynamic-security.json"), Path.Combine(store, "dynamic-security.json"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(store, "dynamic-security.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var configuration = string.Join('\n', Lines)
            .Replace("/run/secrets/nanofleet/", Path.Combine(broker._folder, "secrets", "broker") + "/", StringComparison.Ordinal)
            .Replace("/mosquitto/data/", store + "/", StringComparison.Ordinal)
            .Replace($"/usr/lib/{Plugin}", FindPlugin(), StringComparison.Ordinal)
            .Replace("listener 8883", $"listener {broker.Port} 127.0.0.1", StringComparison.Ordinal);
        if (Environment.IsPrivilegedProcess) configuration += "\nuser root\n"; // or it drops to a user that cannot read the folder
        await File.WriteAllTextAsync(Path.Combine(broker._folder, "mosquitto.conf"), configuration);
        broker._process = ToolProcess.Start("mosquitto", ["-c", Path.Combine(broker._folder, "mosquitto.conf")]);
        await broker._process.WaitForLineAsync(line => line.EndsWith(" running", StringComparison.Ordinal), "the line that it runs");
        return broker;
    }

    /// <summary>As compose.yaml does at every start.</summary>
    public async Task PrepareAsync()
    {
        var errors = new StringWriter();
        var code = await new PrepareCommand(TextWriter.Null, errors, TimeProvider.System).RunAsync(["--to", Path.Combine(_folder, "secrets"), $"--Data:Directory={Data}", "--Broker:PublicHost=127.0.0.1"]);
        Assert.True(code == 0, errors.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindPlugin() => Directory.GetDirectories("/usr/lib").Append("/usr/lib").Select(folder => Path.Combine(folder, Plugin)).FirstOrDefault(File.Exists);
}
