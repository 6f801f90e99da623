using Microsoft.Extensions.DependencyInjection;
using Nanofleet.Gateway;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.Browser.Tests.Support;

/// <summary>The real gateway in this process, with its own broker and a database of its own, and what publishes to it.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nanofleet-pages-").FullName;
    private readonly List<Board> _boards = [];
    private readonly GatewayHost _gateway;
    private MqttClient? _publisher;

    private Site(string[] settings) => _gateway = GatewayHost.Build(
        ["--urls=http://127.0.0.1:0", "--Broker:Port=0", "--Broker:Tls=false", $"--Data:Directory={_folder}", "--Devices:Unknown=accept", "--Logging:LogLevel:Default=None", .. settings],
        builder => builder.Services.AddSingleton(services => FragileStore.Wrap(services.GetRequiredService<SqlStore>())));

    public Uri Address => _gateway.HttpAddress;

    /// <summary>Signs in once, as an admin.</summary>
    public Task<Uri> MakeSignInLinkAsync() => _gateway.MakeSignInLinkAsync("visitor", TestContext.Current.CancellationToken);

    /// <summary>A program that calls the gateway, with the operator's key.</summary>
    public HttpClient Call()
    {
        var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _gateway.Services.GetRequiredService<OperatorKey>().Value);
        return http;
    }

    /// <summary>The database, to be taken away.</summary>
    public FragileStore Store => (FragileStore)(object)_gateway.Services.GetRequiredService<IStore>();

    public Admissions Admissions => _gateway.Services.GetRequiredService<Admissions>();

    public int MqttPort => _gateway.MqttEndPoint!.Port;

    public static async Task<Site> OpenAsync(params string[] settings)
    {
        var site = new Site(settings);
        await site._gateway.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    /// <summary>Waits until so many pages listen: the gateway hears of one that was closed a little later.</summary>
    public async Task PagesListenAsync(int count)
    {
        using var limit = new CancellationTokenSource(Chromium.PatienceMs);
        var events = _gateway.Services.GetRequiredService<FleetEvents>();
        while (events.Listeners != count) await Task.Delay(20, limit.Token);
    }

    /// <summary>Publishes with QoS 1: on return it is in the database, and what comes next has a later time.</summary>
    public async Task PublishAsync(string topic, string payload)
    {
        _publisher ??= await ConnectAsync();
        var reason = await _publisher.PublishAsync(topic, System.Text.Encoding.UTF8.GetBytes(payload), MqttQoS.AtLeastOnce, cancel: TestContext.Current.CancellationToken);
        Assert.False(reason.IsFailure(), $"{topic}: {reason}");
        var stored = Milliseconds();
        while (Milliseconds() == stored) await Task.Yield(); // two readings of one millisecond would be one point of a chart

        static long Milliseconds() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    }

    public Task PublishAsync(string device, string sensor, double value) =>
        PublishAsync($"devices/{device}/data", FormattableString.Invariant($"{{\"{sensor}\":{value}}}"));

    /// <summary>A client of the broker; the caller disposes it.</summary>
    public async Task<MqttClient> ConnectAsync(IMqttReceiver? receiver = null)
    {
        var client = new MqttClient(new MqttClientOptions { Port = MqttPort }, receiver);
        var result = await client.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.True(result.IsAccepted);
        return client;
    }

    /// <summary>A virtual board with the real firmware; it loses its power with the site.</summary>
    public Board PowerOn(string name)
    {
        var board = new Board(new BoardOptions { Name = name });
        _boards.Add(board);
        VirtualFirmware.Configure(board, new FirmwareSettings { DeviceId = name, BrokerPort = MqttPort, IntervalMs = 500, HeartbeatMs = 1000 });
        VirtualFirmware.PowerOn(board);
        return board;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var board in _boards) board.Dispose();
        if (_publisher is not null) await _publisher.DisposeAsync();
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
