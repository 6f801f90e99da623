using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>A whole gateway inside the test: own broker without TLS and HTTP on free loopback ports, SQLite in a folder of its own.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-").FullName;
    private readonly GatewayHost _host;

    private TestGateway(string[] settings, Action<WebApplicationBuilder>? configure)
    {
        _host = GatewayHost.Build(["--Broker:Port=0", "--Broker:Tls=false", "--urls=http://127.0.0.1:0", $"--Data:Directory={_folder}/data", "--Devices:Unknown=accept", .. settings], builder =>
        {
            builder.Logging.ClearProviders();
            configure?.Invoke(builder);
        });
        Http = new HttpClient();
    }

    /// <summary>Signed in as the operator of this machine, who may everything.</summary>
    public HttpClient Http { get; }

    /// <summary>Where the operator's key lies.</summary>
    public string KeyFile => Path.Combine(_folder, "data", OperatorKey.FileName);

    public GatewayHost Host => _host;

    public IStore Store => _host.Services.GetRequiredService<IStore>();

    public FleetEvents Events => _host.Services.GetRequiredService<FleetEvents>();

    public static async Task<TestGateway> StartAsync(string[]? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var gateway = new TestGateway(settings ?? [], configure);
        // Where the test brings a store of its own for what boards send, people and keys still need tables.
        var own = gateway._host.Services.GetRequiredService<SqlStore>();
        if (!ReferenceEquals(gateway.Store, own)) await own.MigrateAsync(Patience.Cancel);
        await gateway._host.StartAsync(Patience.Cancel);
        gateway.Http.BaseAddress = gateway._host.HttpAddress;
        gateway.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey.Read(gateway.KeyFile));
        return gateway;
    }

    /// <summary>Nothing cuts short what hangs when it stops, so that a test sees it hang: the program itself ends after some seconds.</summary>
    public static void StopsOnlyByItself(WebApplicationBuilder builder) =>
        builder.Services.PostConfigure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);

    /// <summary>A board on the gateway's own broker.</summary>
    public Task<TestBoard> ConnectAsync(string id, string? will = null) => TestBoard.ConnectAsync(_host.MqttEndPoint!.Port, id, will);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path, Patience.Cancel);
        return await ReadAsync(response);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) => Http.PostAsJsonAsync(path, body, Patience.Cancel);

    public static Task<JsonElement> ReadAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Patience.Cancel);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
