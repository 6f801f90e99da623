using Nanofleet.Fuzz.Engine;
using Nanofleet.Fuzz.Grammar;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Targets;

/// <summary>The broker that a fuzzed client talks to, over one connection: a right one answers as it should, a wrong one as its chaos will have it.</summary>
internal sealed class ServerPeer(Random random, CaseLoop loop, Coverage coverage, MqttVersion version, double chaos)
{
    private readonly PacketGrammar _grammar = new(random, version, chaos);
    private readonly PacketStream _stream = new(fromServer: false, version);
    private readonly SentStream _sent = new();
    private readonly HashSet<ushort> _open = [];
    private ushort _lastId;
    private bool _accepted;
    private bool _saidGoodbye;
    private bool _disconnected;

    public Wire Wire { get; } = new(loop);

    public bool IsRight => chaos == 0;

    /// <summary>The case cut it, or said goodbye: the client may end without a word.</summary>
    public bool IsOver => _saidGoodbye || Wire.IsClosed;

    public bool IsAccepted => _accepted;

    /// <summary>Takes what the client sent and answers it.</summary>
    public void React()
    {
        foreach (var packet in _stream.Add(Wire.Take()))
        {
            coverage.Packet("from client " + packet.Type);
            if (_disconnected) throw new FindingException($"{packet.Type} after DISCONNECT");
            if (IsRight || random.Next(4) != 0) Answer(packet);
            else if (packet.Type == PacketType.Disconnect) _disconnected = true;
        }
    }

    /// <summary>Sends something of its own accord.</summary>
    public void SendAny()
    {
        if (_saidGoodbye || !_accepted) return;
        if (IsRight)
        {
            if (_open.Count < 10) Publish();
            return;
        }
        var packet = random.Next(10) == 0 ? AnyPacket.FromClient(random, _grammar) : AnyPacket.FromServer(random, _grammar);
        if (random.Next(6) == 0) packet = Mutator.Damage(random, packet);
        Send(packet);
    }

    public void Cut(bool broken)
    {
        _saidGoodbye = true;
        Wire.Cut(broken);
    }

    public void CheckEnd()
    {
        if (Wire.IsClosed && _stream.IsInside) throw new FindingException("the client's connection ends inside a packet");
        if (Wire.IsClosed && _accepted && !_saidGoodbye && !_disconnected && version == MqttVersion.V500) throw new FindingException("an MQTT 5 server was left without a DISCONNECT");
        coverage.Outcome(!_accepted ? "never accepted" : _saidGoodbye ? "server ended" : _disconnected ? "client disconnected" : Wire.IsClosed ? "closed" : "open");
    }

    private void Answer(ReceivedPacket packet)
    {
        switch (packet.Type)
        {
            case PacketType.Connect:
                _accepted = true;
                ConnectPacket.Decode(packet.Body, packet.Flags, out var connect);
                Send(_grammar.ConnAck(!connect.CleanStart && random.Next(2) == 0, MqttReasonCode.Success));
                break;
            case PacketType.Publish: AnswerPublish(packet); break;
            case PacketType.PubRel: Send(_grammar.Answer(PacketType.PubComp, packet.Id)); break;
            case PacketType.PubRec when packet.Body.Length > 2 && packet.Body[2] >= 0x80: _open.Remove(packet.Id); break;
            case PacketType.PubRec: Send(_grammar.Answer(PacketType.PubRel, packet.Id)); break;
            case PacketType.PubAck or PacketType.PubComp: _open.Remove(packet.Id); break;
            case PacketType.PingReq: Send(_grammar.Ping(PacketType.PingResp)); break;
            case PacketType.Disconnect: _disconnected = true; break;
            case PacketType.Subscribe:
                SubscribePacket.Decode(packet.Body, packet.Flags, version, out var subscribe);
                Send(_grammar.SubscriptionAnswer(PacketType.SubAck, subscribe.PacketId, subscribe.Subscriptions.Count));
                break;
            case PacketType.Unsubscribe:
                UnsubscribePacket.Decode(packet.Body, packet.Flags, version, out var unsubscribe);
                Send(_grammar.SubscriptionAnswer(PacketType.UnsubAck, unsubscribe.PacketId, unsubscribe.Filters.Count));
                break;
        }
    }

    private void AnswerPublish(ReceivedPacket packet)
    {
        var publish = packet.AsPublish(version);
        if (publish.QoS == MqttQoS.AtLeastOnce) Send(_grammar.Answer(PacketType.PubAck, publish.PacketId));
        if (publish.QoS == MqttQoS.ExactlyOnce) Send(_grammar.Answer(PacketType.PubRec, publish.PacketId));
    }

    private void Publish()
    {
        var qos = random.Next(3);
        if (qos > 0)
        {
            do _lastId = (ushort)(_lastId % 30 + 1);
            while (!_open.Add(_lastId));
        }
        Send(_grammar.Publish(Words.Topic(random), qos, _lastId, Words.Payload(random)));
    }

    private void Send(byte[] packet)
    {
        coverage.Packet($"to client {(PacketType)(packet.Length > 0 ? packet[0] >> 4 : 0)}");
        _saidGoodbye |= _sent.SaysGoodbye(packet);
        foreach (var piece in Mutator.Pieces(random, packet)) Wire.Send(piece);
    }
}
