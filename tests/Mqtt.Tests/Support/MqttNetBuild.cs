using System.Reflection;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>
/// Builds gateway/Mqtt.MqttNet, beside the build that is under test, and loads it: so its tests run wherever MQTTnet can be restored,
/// without a build of everything that asks for it, and say so where it cannot.
/// </summary>
public sealed class MqttNetBuild : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] RestoreFailures = ["NU1100", "NU1101", "NU1102", "NU1301"];

    private Type? _client;

    /// <summary>Null where it is there, else the sentence to skip with.</summary>
    public string? MissingReason { get; private set; } = "the sources of gateway/Mqtt.MqttNet are not beside the tests";

    public IMqttClient Create(MqttClientOptions options, IMqttReceiver? receiver) => (IMqttClient)Activator.CreateInstance(_client!, options, receiver, null)!;

    public async ValueTask InitializeAsync()
    {
        if (MosquittoServer.MissingReason is { } missing) MissingReason = missing;
        else if (FindProject() is { } project) await BuildAsync(project);
    }

    public ValueTask DisposeAsync() => default;

    private async Task BuildAsync(string project)
    {
        var configuration = typeof(MqttNetBuild).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        await using var build = ToolProcess.Start(
            "dotnet", ["build", project, "-p:MqttNet=true", "-p:BuildProjectReferences=false", "-c", configuration, "-nodeReuse:false", "-v:quiet", "-nologo"]);
        var code = await build.WaitForExitAsync(Patience);
        MissingReason = build.Lines.FirstOrDefault(line => RestoreFailures.Any(failure => line.Contains(failure, StringComparison.Ordinal))) is { } why
            ? $"MQTTnet cannot be restored here: {why.Trim()}"
            : null;
        if (MissingReason is not null) return;
        if (code != 0) throw new InvalidOperationException($"gateway/Mqtt.MqttNet does not build:\n{build.Output}");
        _client = Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(project)!, "bin", configuration, "net10.0", "Nanofleet.Mqtt.MqttNet.dll")).GetType("Nanofleet.Mqtt.MqttNet.MqttNetClient", throwOnError: true);
    }

    private static string? FindProject()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var project = Path.Combine(folder.FullName, "gateway", "Mqtt.MqttNet", "Mqtt.MqttNet.csproj");
            if (File.Exists(project)) return project;
        }
        return null;
    }
}
