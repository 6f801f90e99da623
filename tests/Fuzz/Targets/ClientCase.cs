using Nanofleet.Fuzz.Engine;
using Nanofleet.Fuzz.Grammar;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Fuzz.Targets;

/// <summary>One client's short life over some connections, made of a seed.</summary>
internal sealed class ClientCase
{
    private readonly Random _random;
    private readonly CaseLoop _loop;
    private readonly Coverage _coverage;
    private readonly ManualClock _clock = new();
    private readonly HoldingHost _host;
    private readonly MqttClient _client;
    private readonly MqttVersion _version;
    private readonly double _chaos;
    private readonly List<ServerPeer> _servers = [];
    private readonly List<Task> _operations = [];
    private Task? _connecting;

    public ClientCase(int seed, CaseLoop loop, Coverage coverage)
    {
        _random = new Random(seed);
        _loop = loop;
        _coverage = coverage;
        _chaos = _random.Next(4) switch { 0 => 0, 1 => 0.02, 2 => 0.1, _ => 0.5 };
        _version = _random.Next(2) == 0 ? MqttVersion.V311 : MqttVersion.V500;
        _host = new HoldingHost(_random);
        _client = new MqttClient(Options(), _host, _clock);
    }

    public void Run()
    {
        for (var steps = _random.Next(3, 60); steps > 0; steps--)
        {
            Step();
            Exchange();
        }
        for (var quiet = 0; quiet < 3; quiet = _host.HoldsAny ? 0 : quiet + 1)
        {
            _host.CompleteOne(mayRefuse: false);
            Exchange();
        }
        if (_chaos == 0 && _servers.Count > 0 && _servers[^1] is { IsOver: false } last && !_client.IsConnected && last.IsAccepted) throw new FindingException($"the client left a server that did nothing wrong: {(_client.Closed.IsCompleted ? _client.Closed.Result : "it goes on closing")} {_connecting?.Exception?.InnerException?.Message}");
        Stop();
        foreach (var server in _servers) server.CheckEnd();
        foreach (var operation in _operations) Check(operation);
    }

    private MqttClientOptions Options() => new()
    {
        Version = _version,
        ClientId = "client",
        CleanStart = _random.Next(2) == 0,
        SessionExpiry = TimeSpan.FromSeconds(_random.Next(2) * 100),
        KeepAlive = TimeSpan.FromSeconds(20),
        ReceiveMaximum = (ushort)(_chaos == 0 ? 20 : _random.Next(1, 6)),
        MaximumPacketSize = 16 * 1024,
        TopicAliasMaximum = 4,
        SendTopicAliasMaximum = (ushort)_random.Next(3),
        Will = _random.Next(3) == 0 ? new MqttWill { Topic = "will" } : null,
        ConnectTransport = (_, _) =>
        {
            var server = new ServerPeer(_random, _loop, _coverage, _version, _chaos);
            _servers.Add(server);
            return new ValueTask<Stream>(server.Wire.AsStream());
        },
    };

    private void Step()
    {
        if (!_client.IsConnected && _connecting is null or { IsCompleted: true })
        {
            if (_servers.Count < 6) Start(_connecting = ConnectAsync());
            return;
        }
        switch (_random.Next(12))
        {
            case 0: Start(_client.SubscribeAsync([new MqttSubscription(Words.Filter(_random), (MqttQoS)_random.Next(3))])); break;
            case 1: Start(_client.UnsubscribeAsync([Words.Filter(_random)])); break;
            case 2 or 3 or 4: Start(_client.PublishAsync(Words.Topic(_random), Words.Payload(_random), (MqttQoS)_random.Next(3), _random.Next(2) == 0).AsTask()); break;
            case 5: _host.CompleteOne(mayRefuse: _version == MqttVersion.V500); break;
            case 6: _clock.Advance(TimeSpan.FromSeconds(_random.Next(_chaos == 0 ? 3 : 40))); break;
            case 7 when _random.Next(6) == 0: _servers[^1].Cut(_random.Next(2) == 0); break;
            default: _servers[^1].SendAny(); break;
        }
    }

    private async Task ConnectAsync()
    {
        await _client.Closed;
        var result = await _client.ConnectAsync();
        _coverage.Outcome($"connect {result.ReasonCode}");
    }

    private void Start(Task operation) => _operations.Add(operation);

    /// <summary>Both sides, until neither has more to say.</summary>
    private void Exchange()
    {
        _loop.Settle();
        foreach (var server in _servers) server.React();
        _loop.Settle();
        foreach (var server in _servers) server.React();
    }

    private void Stop()
    {
        foreach (var server in _servers) server.Cut(broken: _random.Next(2) == 0);
        _loop.Until(() => !_client.IsConnected, "the client does not see that its server has gone");
        _loop.Until(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(20));
                return _client.Closed.IsCompleted && _operations.TrueForAll(operation => operation.IsCompleted);
            },
            "a task does not end");
        var disposal = _client.DisposeAsync().AsTask();
        _loop.Until(() => disposal.IsCompleted, "the client is not disposed of");
        disposal.GetAwaiter().GetResult();
        var end = _client.Closed.Result;
        if (end.Cause is not (null or IOException or ObjectDisposedException or OperationCanceledException)) throw new FindingException($"a connection ended by {end.Explanation}", end.Cause);
        foreach (var server in _servers) server.React();
    }

    /// <summary>What an operation may end with.</summary>
    private void Check(Task operation)
    {
        var failure = operation.Exception?.InnerException;
        _coverage.Outcome(failure is null ? "operation done" : "operation " + failure.GetType().Name);
        if (failure is not (null or MqttConnectionException or MqttConnectException or TimeoutException)) throw new FindingException("an operation ended with an exception that no caller expects", failure);
    }
}
