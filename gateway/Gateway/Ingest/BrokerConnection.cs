using System.Net;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Keeps the connection to another broker. The session is persistent: what boards send while the gateway is away, the
/// broker keeps. Acknowledgements go out after the commit.
/// </summary>
public sealed partial class BrokerConnection : IBrokerLink, IHostedService, IDisposable
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    private readonly MqttOptions _options;
    private readonly IngestQueue _queue;
    private readonly BatchWriter _writer;
    private readonly ILogger<BrokerConnection> _log;
    private readonly MqttConnectionLoop _loop;
    private readonly TakeoverSigns _rival;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private string _problem = "The broker has not answered yet.";
    private bool _toldLost;

    public BrokerConnection(MqttOptions options, IMqttReceiver receiver, IngestQueue queue, BatchWriter writer, TimeProvider clock, ILogger<BrokerConnection> log)
    {
        (_options, _queue, _writer, _log) = (options, queue, writer, log);
        _rival = new TakeoverSigns(clock);
        MqttSubscription[] subscriptions = [.. TopicFilters.Precise(options).Select(filter => new MqttSubscription(filter, MqttQoS.AtLeastOnce))];
        _loop = new MqttConnectionLoop(MqttClients.Create(options.Client, ClientOptions(options), receiver, clock), subscriptions, clock) { Connected = OnConnected, Lost = OnLost };
    }

    public event Action? CameUp;

    public IMqttBus Bus => _loop;

    public bool IsUp => _loop.State == MqttConnectionState.Connected;

    public string? Problem => IsUp ? null : _problem;

    public bool PubackMeansStored => false;

    public IPEndPoint? EndPoint => null;

    public string Address => $"{(_options.Tls ? "mqtts" : "mqtt")}://{_options.Host}:{_options.EffectivePort}{(_options.User is null ? "" : $" as {_options.User}")}";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.AcceptInvalidCertificates) LogAcceptsAnyCertificate();
        _running = _loop.RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestDrain);
        // What is not committed in time stays unacknowledged, and the broker sends it again.
        await _writer.DrainAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    internal static MqttClientOptions ClientOptions(MqttOptions options) => new()
    {
        Host = options.Host!,
        Port = options.EffectivePort,
        Version = options.Version,
        ClientId = options.ClientId,
        User = options.User,
        Password = options.Password,
        CleanStart = false,
        SessionExpiry = options.SessionExpiry,
        ReceiveMaximum = (ushort)options.ReceiveMaximum,
        PreferIPv6 = options.IPv6,
        WebSocketPath = options.WebSocketPath,
        Tls = options.Tls ? ClientTls(options) : null,
    };

    private static MqttTlsOptions ClientTls(MqttOptions options) => new()
    {
        CaFile = options.CaFile,
        ClientCertificateFile = options.CertificateFile,
        ClientKeyFile = options.CertificateKeyFile,
        AcceptInvalidCertificates = options.AcceptInvalidCertificates,
    };

    private Task OnConnected(MqttConnectResult result, CancellationToken cancel)
    {
        _toldLost = false;
        _rival.Connected();
        LogConnected(Address, result.SessionPresent ? "the session goes on" : "a new session");
        CameUp?.Invoke();
        return Task.CompletedTask;
    }

    private void OnLost(MqttDisconnect reason, TimeSpan pause)
    {
        _problem = reason.Explanation;
        LogLost(_toldLost ? LogLevel.Debug : LogLevel.Warning, Address, reason.Explanation, pause.TotalSeconds);
        if (_rival.Lost(reason)) LogRival(_options.ClientId);
        _toldLost = true; // once is enough: health tells it for as long as it lasts
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Address}: {Session}.")]
    private partial void LogConnected(string address, string session);

    [LoggerMessage(Message = "No connection to {Address}: {Explanation}; next attempt in {Seconds:0.0} s.")]
    private partial void LogLost(LogLevel level, string address, string explanation, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker ends the connection soon after it was made, again and again, as it does when another client has the same identifier. Is a second gateway running as '{ClientId}'? End it, or give it another one with --Mqtt:ClientId=…")]
    private partial void LogRival(string clientId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mqtt:AcceptInvalidCertificates is on: whoever stands between gateway and broker can read and change everything. For the laboratory only.")]
    private partial void LogAcceptsAnyCertificate();
}
