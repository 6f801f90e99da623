using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.Gateway;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Testing;

namespace Nanofleet.Integration.Tests.Security;

/// <summary>A gateway on SQLite beside a real Mosquitto whose dynamic security it manages.</summary>
internal sealed class DynsecGateway : IAsyncDisposable
{
    private const string Administrator = "admin";
    private const string AdministratorPassword = "only-for-this-test";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("nanofleet-dynsec-").FullName;
    private GatewayHost? _gateway;

    public MosquittoServer Mosquitto { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>A client that may hear everything.</summary>
    public Mqtt.MqttClientOptions Spy => new() { Port = Mosquitto.Port, ClientId = "spy", User = Administrator, Password = AdministratorPassword };

    public static async Task<DynsecGateway> StartAsync()
    {
        if (MosquittoServer.MissingReason is { } reason) Assert.Skip(reason);
        var gateway = new DynsecGateway
        {
            Mosquitto = await MosquittoServer.StartAsync(new MosquittoOptions { DynamicSecurity = (Administrator, AdministratorPassword) }),
        };
        await gateway.StartGatewayAsync();
        return gateway;
    }

    public async Task StartGatewayAsync()
    {
        _gateway = GatewayHost.Build(
        [
            "--urls=http://127.0.0.1:0",
            "--Mqtt:Host=127.0.0.1",
            $"--Mqtt:Port={Mosquitto.Port}",
            $"--Mqtt:User={Administrator}",
            $"--Mqtt:Password={AdministratorPassword}",
            "--Mqtt:Devices=dynsec",
            $"--Data:Directory={_folder}",
            "--Logging:LogLevel:Default=Warning",
        ]);
        await _gateway.StartAsync();
        Http = new HttpClient { BaseAddress = _gateway.HttpAddress, Timeout = TimeSpan.FromSeconds(30) };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey.Read(Path.Combine(_folder, OperatorKey.FileName)));
        await UntilAsync(() => HealthAsync());
    }

    public async Task StopGatewayAsync()
    {
        Http.Dispose();
        await _gateway!.DisposeAsync();
        _gateway = null;
    }

    /// <summary>Registers a device and returns its password.</summary>
    public async Task<string> RegisterAsync(string deviceId, string? user = null)
    {
        using var response = await Http.PostAsJsonAsync("/api/provision", new { device_id = deviceId, replace = true });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.StatusCode == HttpStatusCode.Created, answer.ToString());
        Assert.Equal((Mosquitto.Port, "127.0.0.1"), (answer.GetProperty("broker_port").GetInt32(), answer.GetProperty("broker_host").GetString()));
        Assert.Equal(user ?? deviceId, answer.GetProperty("broker_user").GetString());
        return answer.GetProperty("broker_password").GetString()!;
    }

    public async Task PutAsync(string path, object body)
    {
        using var response = await Http.PutAsJsonAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asks again until it is so; what another process does does not announce itself.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo()) await Task.Delay(50, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await StopGatewayAsync();
        await Mosquitto.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> HealthAsync()
    {
        using var response = await Http.GetAsync("/healthz");
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("broker").GetProperty("ok").GetBoolean();
    }
}
