using Nanofleet.Fuzz.Engine;
using Nanofleet.Fuzz.Grammar;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Targets;

/// <summary>
/// A client of the fuzzed broker. A right one keeps to the specification and knows which answers it is owed; a wrong one
/// sends whatever its grammar's chaos and the mutator make.
/// </summary>
internal sealed class BrokerPeer
{
    private const int QuotaOfBroker = 10;

    /// <summary>A connection has identifiers of its own: its session may know others as received and not released.</summary>
    private const int IdsOfOne = 30;

    private readonly Random _random;
    private readonly Wire _wire;
    private readonly Coverage _coverage;
    private readonly PacketGrammar _grammar;
    private readonly PacketStream _stream;
    private readonly SentStream _sent = new();
    private readonly Dictionary<string, int> _owed = [];
    private readonly HashSet<ushort> _unanswered = [];
    private readonly HashSet<ushort> _inFlight = [];
    private readonly int _firstId;
    private int _lastId;
    private bool _saidGoodbye;
    private MqttReasonCode? _refusal;
    private MqttReasonCode? _disconnect;

    public BrokerPeer(Random random, Wire wire, Coverage coverage, MqttVersion version, double chaos, Task<bool> serving, int number)
    {
        _random = random;
        _wire = wire;
        _coverage = coverage;
        _grammar = new PacketGrammar(random, version, chaos);
        _stream = new PacketStream(fromServer: true, version);
        IsRight = chaos == 0;
        Serving = serving;
        _firstId = number * IdsOfOne;
    }

    public MqttVersion Version => _stream.Version;

    public bool IsRight { get; }

    public Task<bool> Serving { get; }

    public bool IsConnected { get; private set; }

    public string Id { get; private set; } = "";

    /// <summary>Another connection took its session, or time has passed that it let pass: its end is in order.</summary>
    public bool MayEnd { get; set; }

    /// <summary>A right peer whose requests are not all answered, and will be.</summary>
    public bool IsOwed => IsRight && !IsOver && !MayEnd && _owed.Values.Any(count => count != 0);

    public string Owed => string.Join(", ", _owed.Where(owed => owed.Value != 0).Select(owed => $"{owed.Key} {owed.Value} times"));

    public bool IsOver => _wire.IsClosed || _saidGoodbye;

    /// <summary>Topics that this peer's QoS 1 and 2 messages went to the host with, by number.</summary>
    public List<long> ForHost { get; } = [];

    public void Connect(string id, bool cleanStart)
    {
        Id = id;
        Owe(PacketType.ConnAck, 0);
        Send(PacketType.Connect, _grammar.Connect(id, cleanStart || Version == MqttVersion.V311 && id.Length == 0));
    }

    /// <summary>One packet more: for a right peer one that it may send now.</summary>
    public void SendAny(ref long number)
    {
        if (!IsRight)
        {
            SendWrong();
            return;
        }
        if (!IsConnected || _saidGoodbye) return;
        switch (_random.Next(12))
        {
            case 0: Request(PacketType.Subscribe, PacketType.SubAck, _grammar.Subscribe); break;
            case 1: Request(PacketType.Unsubscribe, PacketType.UnsubAck, _grammar.Unsubscribe); break;
            case 2:
                Owe(PacketType.PingResp, 0);
                Send(PacketType.PingReq, _grammar.Ping(PacketType.PingReq));
                break;
            case 3 when _random.Next(6) == 0:
                Send(PacketType.Disconnect, _grammar.Disconnect(MqttReasonCode.NormalDisconnection, fromServer: false));
                break;
            default: Publish(_random.Next(3), ref number); break;
        }
    }

    /// <summary>Takes what the broker sent; a right peer answers as it has to, a wrong one now and then.</summary>
    public void React()
    {
        foreach (var packet in _stream.Add(_wire.Take()))
        {
            _coverage.Packet("from broker " + packet.Type);
            Take(packet);
        }
    }

    public void Cut(bool broken)
    {
        _saidGoodbye = true;
        _wire.Cut(broken);
    }

    /// <summary>At the end of the case: what must hold of this peer.</summary>
    public void CheckEnd()
    {
        var outcome = _refusal is { } refusal ? $"refused {refusal}" : _disconnect is { } reason ? $"disconnected {reason}" : _wire.IsClosed ? "closed" : "open";
        _coverage.Outcome($"{Version} {outcome}");
        if (_wire.IsClosed && _stream.IsInside) throw new FindingException("the connection ends inside a packet");
        if (_wire.IsClosed && IsConnected && !_saidGoodbye && Version == MqttVersion.V500 && _disconnect is null) throw new FindingException("an MQTT 5 client was sent away without a reason");
        if (!IsRight || _saidGoodbye || MayEnd) return;
        if (_wire.IsClosed) throw new FindingException($"a client that did nothing wrong is gone: {outcome}");
        if (IsOwed) throw new FindingException($"not answered: {Owed}");
    }

    private void SendWrong()
    {
        var kind = _random.Next(8) == 0 ? PacketType.Connect : PacketType.Reserved;
        var packet = kind == PacketType.Connect ? _grammar.Connect(Id, true) : _random.Next(10) == 0 ? AnyPacket.FromServer(_random, _grammar) : AnyPacket.FromClient(_random, _grammar);
        if (_random.Next(8) == 0) packet = Mutator.Damage(_random, packet);
        Send((PacketType)(packet.Length > 0 ? packet[0] >> 4 : 0), packet);
    }

    private void Publish(int qos, ref long number)
    {
        if (qos > 0 && _unanswered.Count >= QuotaOfBroker) return;
        var topic = Words.Topic(_random);
        var payload = new byte[8 + _random.Next(2) * _random.Next(3000)];
        BitConverter.TryWriteBytes(payload, ++number);
        if (topic.StartsWith(Words.HostLevel + "/", StringComparison.Ordinal)) ForHost.Add(number);
        var id = qos == 0 ? (ushort)0 : NextId();
        if (qos == 1) Owe(PacketType.PubAck, id);
        if (qos == 2) Owe(PacketType.PubRec, id);
        Send(PacketType.Publish, _grammar.Publish(topic, qos, id, payload));
    }

    private void Request(PacketType type, PacketType answer, Func<ushort, byte[]> make)
    {
        var id = NextId();
        Owe(answer, id);
        Send(type, make(id));
    }

    private void Take(ReceivedPacket packet)
    {
        if (_disconnect is not null) throw new FindingException($"{packet.Type} after DISCONNECT");
        switch (packet.Type)
        {
            case PacketType.ConnAck: TakeConnAck(packet); break;
            case PacketType.Disconnect: _disconnect = packet.Body.Length == 0 ? MqttReasonCode.Success : (MqttReasonCode)packet.Body[0]; break;
            case PacketType.PingResp: Settle(packet.Type, 0); break;
            case PacketType.Publish: Answer(packet); break;
            case PacketType.PubRec: Continue(packet, PacketType.PubRec, PacketType.PubRel); break;
            case PacketType.PubRel:
                _inFlight.Remove(packet.Id);
                if (IsRight || _random.Next(2) == 0) Send(PacketType.PubComp, _grammar.Answer(PacketType.PubComp, packet.Id));
                break;
            default: Settle(packet.Type, packet.Id); break;
        }
    }

    private void TakeConnAck(ReceivedPacket packet)
    {
        if (IsConnected || _refusal is not null) throw new FindingException("a second CONNACK");
        if (packet.Body[1] == 0) IsConnected = true;
        else _refusal = (MqttReasonCode)packet.Body[1];
        Settle(PacketType.ConnAck, 0);
    }

    /// <summary>A message for this peer: an identifier in use is not used for another.</summary>
    private void Answer(ReceivedPacket packet)
    {
        var publish = packet.AsPublish(Version);
        if (publish.QoS == MqttQoS.AtMostOnce) return;
        var isNew = _inFlight.Add(publish.PacketId);
        if (IsRight && !isNew && !publish.Duplicate) throw new FindingException($"identifier {publish.PacketId} is used for two messages at a time");
        var type = publish.QoS == MqttQoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec;
        if (!IsRight && _random.Next(2) == 0) return;
        if (type == PacketType.PubAck) _inFlight.Remove(publish.PacketId);
        Send(type, _grammar.Answer(type, publish.PacketId));
    }

    private void Continue(ReceivedPacket packet, PacketType answered, PacketType next)
    {
        Settle(answered, packet.Id, isFinal: packet.Body.Length > 2 && packet.Body[2] >= 0x80);
        if (packet.Body.Length > 2 && packet.Body[2] >= 0x80) return;
        Owe(PacketType.PubComp, packet.Id);
        if (IsRight || _random.Next(2) == 0) Send(next, _grammar.Answer(next, packet.Id));
    }

    private void Send(PacketType type, byte[] packet)
    {
        _coverage.Packet("to broker " + type);
        _saidGoodbye |= _sent.SaysGoodbye(packet);
        foreach (var piece in Mutator.Pieces(_random, packet)) _wire.Send(piece);
    }

    private ushort NextId()
    {
        do _lastId = _lastId % IdsOfOne + 1;
        while (_unanswered.Contains((ushort)(_firstId + _lastId)));
        return (ushort)(_firstId + _lastId);
    }

    private void Owe(PacketType type, ushort id)
    {
        _owed[$"{type} {id}"] = _owed.GetValueOrDefault($"{type} {id}") + 1;
        if (id != 0) _unanswered.Add(id);
    }

    private void Settle(PacketType type, ushort id, bool isFinal = true)
    {
        var key = $"{type} {id}";
        var left = _owed.GetValueOrDefault(key) - 1;
        if (IsRight && left < 0) throw new FindingException($"{key} answers nothing");
        _owed[key] = left;
        if (isFinal) _unanswered.Remove(id);
    }
}
