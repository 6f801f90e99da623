using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Interop;

/// <summary>MQTT.js in a temporary folder, as package-lock.json names it.</summary>
public sealed class MqttJsLibrary : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-mqttjs-");

    /// <summary>Null where it is there, else the sentence to skip with.</summary>
    public string? MissingReason { get; private set; }

    /// <summary>Runs a script that may require 'mqtt'.</summary>
    public ToolProcess Run(string script, params string[] arguments) =>
        ToolProcess.Start("node", ["-e", script, .. arguments], new Dictionary<string, string> { ["NODE_PATH"] = Path.Combine(_folder.FullName, "node_modules") });

    public async ValueTask InitializeAsync()
    {
        if (ToolProcess.Find("node") is null || ToolProcess.Find("npm") is null)
        {
            MissingReason = "node and npm are not installed";
            return;
        }
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Interop", "MqttJs"))) File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        await using var install = ToolProcess.Start("npm", ["ci", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1", "--prefix", _folder.FullName]);
        if (await install.WaitForExitAsync(Patience) != 0) MissingReason = $"npm cannot fetch MQTT.js: {install.Lines.FirstOrDefault()}";
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }
}
