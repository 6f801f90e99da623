using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Nanofleet.Gateway;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Integration.Tests.Store;
using Nanofleet.Testing;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.Integration.Tests.Connected;

/// <summary>
/// The connected mode as an operator runs it: Mosquitto with a password file, PostgreSQL, and the gateway between them.
/// </summary>
internal sealed class ConnectedGateway : IAsyncDisposable
{
    private const string User = "fleet";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _password = RandomNumberGenerator.GetHexString(16);
    private readonly string _folder = Directory.CreateTempSubdirectory("nanofleet-connected-").FullName;
    private GatewayHost? _gateway;

    public MosquittoServer Mosquitto { get; private set; } = null!;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>What mosquitto_pub needs before topic and payload.</summary>
    public string[] PublisherArguments => ["-h", "127.0.0.1", "-p", $"{Mosquitto.Port}", "-u", User, "-P", _password];

    /// <summary>Starts everything; skips the test where Mosquitto or PostgreSQL is not installed.</summary>
    public static Task<ConnectedGateway> StartAsync(PostgresFixture postgres, params string[] settings) => StartAsync(postgres, _ => Task.CompletedTask, settings);

    /// <param name="before">What happens at the broker before the gateway comes.</param>
    public static async Task<ConnectedGateway> StartAsync(PostgresFixture postgres, Func<ConnectedGateway, Task> before, params string[] settings)
    {
        if (MosquittoServer.MissingReason is { } reason) Assert.Skip(reason);
        var database = await postgres.CreateDatabaseAsync();
        var connected = new ConnectedGateway();
        connected.Mosquitto = await MosquittoServer.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { [User] = connected._password } });
        await before(connected);
        connected._gateway = GatewayHost.Build(
        [
            "--urls=http://127.0.0.1:0",
            "--Mqtt:Host=127.0.0.1",
            $"--Mqtt:Port={connected.Mosquitto.Port}",
            $"--Mqtt:User={User}",
            $"--Mqtt:Password={connected._password}",
            "--Database:Provider=postgres",
            $"--Database:ConnectionString={database}",
            $"--Data:Directory={connected._folder}",
            "--Devices:Unknown=accept",
            "--Logging:LogLevel:Default=Warning",
            .. settings,
        ]);
        await connected._gateway.StartAsync();
        connected.Http.BaseAddress = connected._gateway.HttpAddress;
        connected.Http.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey.Read(Path.Combine(connected._folder, OperatorKey.FileName)));
        await connected.UntilAsync("/healthz", health => health.GetProperty("broker").GetProperty("ok").GetBoolean());
        return connected;
    }

    /// <summary>A virtual board that knows this broker and its password.</summary>
    public Board PowerOnBoard(string name)
    {
        var board = new Board(new BoardOptions { Name = name });
        VirtualFirmware.Configure(board, new FirmwareSettings
        {
            DeviceId = name,
            BrokerPort = Mosquitto.Port,
            BrokerUser = User,
            BrokerPassword = _password,
            IntervalMs = 200,
            HeartbeatMs = 1000,
        });
        VirtualFirmware.PowerOn(board);
        return board;
    }

    /// <summary>Publishes at QoS 1 with Debian's client and waits for its end, which is the broker's acknowledgement.</summary>
    public async Task PublishAsync(string topic, string payload, params string[] options)
    {
        await using var publisher = ToolProcess.Start("mosquitto_pub", [.. PublisherArguments, "-q", "1", "-t", topic, "-m", payload, .. options]);
        Assert.Equal(0, await publisher.WaitForExitAsync());
    }

    /// <summary>Publishes topic and payload pairs at QoS 1 with paho and waits for every acknowledgement.</summary>
    public async Task PublishWithPahoAsync(params (string Topic, string Payload)[] messages)
    {
        const string script = """
            import json, sys
            import paho.mqtt.client as mqtt
            port, user, password, messages = int(sys.argv[1]), sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
            client = mqtt.Client(client_id="paho-device")
            client.username_pw_set(user, password)
            client.connect("127.0.0.1", port)
            client.loop_start()
            for topic, payload in messages:
                client.publish(topic, payload, qos=1).wait_for_publish()
            client.disconnect()
            """;
        var pairs = JsonSerializer.Serialize(messages.Select(message => new[] { message.Topic, message.Payload }));
        await using var publisher = ToolProcess.StartPython(script, $"{Mosquitto.Port}", User, _password, pairs);
        Assert.True(await publisher.WaitForExitAsync() == 0, publisher.Output);
    }

    public async Task<JsonElement> CommandAsync(string device, object command)
    {
        using var response = await Http.PostAsJsonAsync($"/api/devices/{device}/commands", command);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Asks until the answer fits; what is asked for does not announce itself.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> fits)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            using var response = await Http.GetAsync(path, CancellationToken.None);
            var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            if (response.IsSuccessStatusCode && fits(JsonDocument.Parse(text).RootElement)) return JsonDocument.Parse(text).RootElement;
            if (limit.IsCancellationRequested) Assert.Fail($"{path} did not become what was waited for; it said {(int)response.StatusCode} {text}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        Http.Dispose();
        await Mosquitto.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
