using Nanofleet.Fuzz.Engine;
using Nanofleet.Fuzz.Grammar;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Fuzz.Targets;

/// <summary>One broker's short life, made of a seed.</summary>
internal sealed class BrokerCase
{
    private const int MostPeers = 5;

    private readonly Random _random;
    private readonly CaseLoop _loop;
    private readonly Coverage _coverage;
    private readonly ManualClock _clock = new();
    private readonly ErrorLog _log = new();
    private readonly HoldingHost _host;
    private readonly MqttBroker _broker;
    private readonly List<BrokerPeer> _peers = [];
    private readonly double _chaos;
    private long _number;

    public BrokerCase(int seed, CaseLoop loop, Coverage coverage)
    {
        _random = new Random(seed);
        _loop = loop;
        _coverage = coverage;
        _chaos = _random.Next(4) switch { 0 => 0, 1 => 0.02, 2 => 0.1, _ => 0.5 };
        _host = new HoldingHost(_random);
        _broker = new MqttBroker(Options(AllRight), _host, _clock, _log);
    }

    private bool AllRight => _chaos == 0;

    public void Run()
    {
        var witness = new Witness(_broker, _loop, _random.Next(2) == 0 ? MqttVersion.V311 : MqttVersion.V500);
        for (var steps = _random.Next(3, 60); steps > 0; steps--)
        {
            Step();
            _loop.Settle();
            foreach (var peer in _peers) peer.React();
            _loop.Settle();
            _log.ThrowIfAny();
        }
        Finish();
        witness.CheckUndisturbed();
        foreach (var peer in _peers) peer.CheckEnd();
        if (AllRight) CheckHost();
        Stop(witness);
    }

    private static MqttBrokerOptions Options(bool allRight) => new()
    {
        HostFilters = [Words.HostLevel + "/#"],
        MaximumPacketSize = 16 * 1024, // more than a right client sends
        ReceiveMaximum = 10,
        SendMaximum = 4,
        MaximumQueuedMessages = 40,
        MaximumQueuedBytes = 64 * 1024,
        MaximumSubscriptions = 12,
        MaximumRetainedMessages = 10,
        MaximumRetainedBytes = 16 * 1024,
        MaximumTopicLevels = 8,
        MaximumSessions = allRight ? 1000 : 20,
        TopicAliasMaximum = 4,
        SendTopicAliasMaximum = 3,
        MaximumSessionExpiry = TimeSpan.FromSeconds(90),
    };

    private void Step()
    {
        switch (_random.Next(20))
        {
            case 0 or 1 when _peers.Count(peer => !peer.IsOver) < MostPeers: Open(); break;
            case 2: Advance(); break;
            case 3 or 4: _host.CompleteOne(mayRefuse: !AllRight); break;
            case 5 when _random.Next(4) == 0 && _peers.Count > 0: Words.Pick(_random, _peers).Cut(_random.Next(2) == 0); break;
            case 6: _ = _broker.PublishAsync(Words.Topic(_random), Words.Payload(_random), (MqttQoS)_random.Next(3), _random.Next(2) == 0); break;
            default:
                if (_peers.Count == 0) Open();
                else Words.Pick(_random, _peers).SendAny(ref _number);
                break;
        }
    }

    private void Open()
    {
        var wire = new Wire(_loop);
        var serving = _broker.ServeAsync(wire, null);
        var version = _random.Next(2) == 0 ? MqttVersion.V311 : MqttVersion.V500;
        var peer = new BrokerPeer(_random, wire, _coverage, version, _chaos, serving, _peers.Count);
        var id = _random.Next(6) == 0 ? "" : $"client{_random.Next(AllRight ? 12 : 3)}";
        foreach (var other in _peers.Where(other => other.Id == id && id.Length > 0)) other.MayEnd = true; // taken over
        _peers.Add(peer);
        peer.Connect(id, _random.Next(2) == 0);
    }

    /// <summary>Time passes; a connection that has not said CONNECT may end by it.</summary>
    private void Advance()
    {
        foreach (var peer in _peers.Where(peer => !peer.IsConnected)) peer.MayEnd = true;
        _clock.Advance(TimeSpan.FromSeconds(_random.Next(6) == 0 ? 60 : _random.NextDouble() * 3));
    }

    /// <summary>The host lets go of everything, and everybody gets to the end of what was begun.</summary>
    private void Finish()
    {
        var quiet = 0;
        for (var rounds = 0; quiet < 3; rounds++)
        {
            if (rounds > 2000) throw new FindingException("clients and broker do not come to an end with each other");
            quiet = _host.HoldsAny ? 0 : quiet + 1;
            _host.CompleteOne(mayRefuse: false);
            _loop.Settle();
            foreach (var peer in _peers) peer.React();
            _loop.Settle();
        }
        _loop.Until(
            () =>
            {
                foreach (var peer in _peers) peer.React();
                return _peers.TrueForAll(peer => !peer.IsOwed);
            },
            $"not answered: {string.Join("; ", _peers.Select(peer => peer.Owed))}");
    }

    /// <summary>A right client's message came to the host once, unless it went away before it was read.</summary>
    private void CheckHost()
    {
        foreach (var peer in _peers)
        {
            foreach (var number in peer.ForHost)
            {
                var times = _host.Received.GetValueOrDefault(number);
                if (times > 1 || times == 0 && !peer.IsOver && !peer.MayEnd) throw new FindingException($"message {number} came to the host {times} times");
            }
        }
    }

    private void Stop(Witness witness)
    {
        foreach (var peer in _peers) peer.Cut(broken: _random.Next(2) == 0);
        witness.Cut();
        _loop.Until(() => witness.Serving.IsCompleted && _peers.TrueForAll(peer => peer.Serving.IsCompleted), "a connection does not end when its peer has gone");
        _coverage.Outcome($"sessions {Math.Min(_broker.Counters.Sessions, 5)}");
        if (_broker.Counters.Connections != 0) throw new FindingException($"{_broker.Counters.Connections} connections are counted and none is left");
        var disposal = _broker.DisposeAsync().AsTask();
        _loop.Until(() => disposal.IsCompleted, "the broker does not stop");
        disposal.GetAwaiter().GetResult();
        _log.ThrowIfAny();
    }
}
