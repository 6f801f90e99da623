using System.Net.Http.Json;
using System.Text.Json;

namespace Nanofleet.Testing;

/// <summary>
/// The gateway as users run it: a process of its own, on a data folder and ports that survive its death. Its program is
/// the one that lies beside the caller's.
/// </summary>
public sealed class GatewayProcess(params string[] settings) : IAsyncDisposable
{
    private const string DataSetting = "--Data:Directory=";
    private static readonly string Dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private readonly string _folder = Directory.CreateTempSubdirectory("nanofleet-gateway-").FullName;
    private readonly int _httpPort = FreePort.Next();
    private ToolProcess? _process;

    /// <summary>Its program, without a folder.</summary>
    public string Program { get; init; } = "Nanofleet.Gateway.dll";

    /// <summary>What its environment has beside the caller's at the next start.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Where its own broker listens, if it runs one.</summary>
    public int MqttPort { get; } = FreePort.Next();

    /// <summary>Not null: its own broker also speaks TLS there, on loopback. <see cref="FreePort"/> has one.</summary>
    public int? TlsPort { get; init; }

    /// <summary>Not null: pages and API are there by HTTPS, too. <see cref="FreePort"/> has one.</summary>
    public int? HttpsPort { get; init; }

    /// <summary>Where pages and API are.</summary>
    public Uri HttpAddress => new($"http://127.0.0.1:{_httpPort}");

    /// <summary>The SQLite file, where it uses one.</summary>
    public string DatabaseFile => Path.Combine(_folder, "nanofleet.db");

    /// <summary>What it logged since its last start.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>Its process id, null while it does not run.</summary>
    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    /// <summary>Signed in with the operator's key of this gateway.</summary>
    public HttpClient Http { get; private set; } = new();

    /// <summary>The gateway makes it at its start.</summary>
    public string KeyFile => Path.Combine(DataFolder, "operator.key");

    private string DataFolder => settings.LastOrDefault(setting => setting.StartsWith(DataSetting, StringComparison.Ordinal))?[DataSetting.Length..] ?? _folder;

    /// <summary>Starts it and returns when it says where its database is, which is the last it says at start.</summary>
    public async Task StartAsync()
    {
        Begin();
        await _process!.WaitForLineAsync("Database:");
    }

    /// <summary>Starts it, and leaves it to itself: it may end before it says anything.</summary>
    public void Begin()
    {
        _process = ToolProcess.Start(Dotnet,
        [
            Path.Combine(AppContext.BaseDirectory, Program),
            $"--urls={HttpAddress}{(HttpsPort is { } https ? $";https://127.0.0.1:{https}" : "")}",
            $"--Broker:Port={MqttPort}",
            DataSetting + _folder,
            "--Devices:Unknown=accept",
            .. TlsSettings,
            .. settings,
        ], Variables);
        Http.Dispose();
        Http = new HttpClient(new KeyFromFile(KeyFile)) { BaseAddress = HttpAddress, Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>Returns when it has said something.</summary>
    public Task WaitForLogAsync(string text, TimeSpan limit) => _process!.WaitForLineAsync(text, limit);

    /// <summary>Returns when it has ended by itself.</summary>
    public async Task WaitForEndAsync(TimeSpan limit)
    {
        await _process!.WaitForExitAsync(limit);
        await KillAsync();
    }

    /// <summary>SIGKILL: nothing in it gets to run any more.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await using var kill = ToolProcess.Start("kill", ["-TERM", _process!.Id.ToString()]);
        await kill.WaitForExitAsync();
        return await _process.WaitForExitAsync();
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Asks until the answer fits, for what does not announce itself; says in the end what the answer was.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> fits, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            using var response = await Http.GetAsync(path);
            var text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode && JsonDocument.Parse(text).RootElement is var answer && fits(answer)) return answer;
            if (limit.IsCancellationRequested) throw new TimeoutException($"{path} did not become what was waited for; it said {(int)response.StatusCode} {text}");
            await Task.Delay(100);
        }
    }

    /// <summary>Sets what is wanted of a device.</summary>
    public async Task ConfigureAsync(string device, object settings)
    {
        using var response = await Http.PutAsJsonAsync($"/api/devices/{device}/config", new { settings });
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    public async Task<JsonElement> CommandAsync(string device, object command)
    {
        using var response = await Http.PostAsJsonAsync($"/api/devices/{device}/commands", command);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private string[] TlsSettings => TlsPort is { } port ? [$"--Broker:TlsPort={port}", "--Broker:TlsAddress=127.0.0.1"] : ["--Broker:Tls=false"];

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
