using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Client;

/// <summary>
/// The client's half of a session (5.0 §4.1): messages that the broker has not answered and QoS 2 identifiers on their
/// way in. Outlives connections as long as the session is meant to.
/// </summary>
internal sealed class ClientSession(int maximumQueued)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(maximumQueued, maximumQueued);
    private readonly SortedDictionary<long, PendingPublish> _order = [];
    private readonly Dictionary<ushort, (PendingPublish Publish, long Number)> _pending = [];
    private readonly Queue<PendingPublish> _unsent = new();
    private ConnectionOutput? _output;
    private AliasingOutput? _aliases;
    private MqttVersion _version;
    private int _quota;
    private int _quotaMaximum;
    private long _numbers;
    private ushort _lastPacketId;

    public IncomingExactlyOnce Incoming { get; } = new();

    /// <summary>What the latest connection's host holds: where messages that came again wait for an earlier connection's host.</summary>
    public ReceiveWindow? Window { get; set; }

    /// <summary>Takes a new connection and sends what was not answered again, in its order with its identifiers [MQTT-4.4.0-1, MQTT-4.6.0-1].</summary>
    public void Attach(ConnectionOutput output, AliasingOutput? aliases, MqttVersion version, ushort receiveMaximum)
    {
        lock (_gate)
        {
            _output = output;
            _aliases = aliases;
            _version = version;
            _quota = _quotaMaximum = receiveMaximum;
            _unsent.Clear();
            foreach (var publish in _order.Values)
            {
                if (publish.IsReleased) output.WriteAnswer(PacketType.PubRel, publish.PacketId, MqttReasonCode.Success, version);
                else _unsent.Enqueue(publish);
            }
            SendUnsent();
        }
        output.Flush();
    }

    /// <summary>The connection ended; what waits goes on waiting.</summary>
    public void Detach()
    {
        lock (_gate) _output = null;
    }

    /// <summary>The session is over: whoever waits for an answer hears that none will come.</summary>
    public void Discard(string why)
    {
        PendingPublish[] pending;
        lock (_gate)
        {
            pending = [.. _order.Values];
            _order.Clear();
            _pending.Clear();
            _unsent.Clear();
            Incoming.Clear();
        }
        foreach (var publish in pending)
        {
            publish.Answer.TrySetException(new MqttConnectionException(why));
            _ = publish.Answer.Task.Exception; // who waits hears it; who gave up waiting must not fail for it later
        }
        if (pending.Length > 0) _room.Release(pending.Length);
    }

    /// <summary>Takes a place among the messages that wait for an answer; waits while all are taken. <see cref="TryAdd"/> keeps it until the answer.</summary>
    public ValueTask EnterAsync(CancellationToken cancel) => _room.Wait(0, CancellationToken.None) ? default : new(_room.WaitAsync(cancel));

    /// <summary>Gives the place of <see cref="EnterAsync"/> back.</summary>
    public void Leave() => _room.Release();

    /// <summary>Sends a message, or lets it wait for its turn in the broker's receive maximum [MQTT-3.3.4-7]. False when all identifiers are in use.</summary>
    public bool TryAdd(PendingPublish publish)
    {
        ConnectionOutput output;
        lock (_gate)
        {
            output = _output ?? throw new MqttConnectionException("not connected");
            if (!TryTakePacketId(out var id)) return false;
            publish.PacketId = id;
            PublishPacket.SetPacketId(publish.Packet, id);
            var number = ++_numbers;
            _pending[id] = (publish, number);
            _order[number] = publish;
            _unsent.Enqueue(publish);
            SendUnsent();
        }
        output.Flush();
        return true;
    }

    /// <summary>PUBACK; PUBREC with a failure; PUBCOMP: the message is answered.</summary>
    public MqttReasonCode Finish(ushort packetId, MqttQoS qos, MqttReasonCode reason, bool isCompletion = false)
    {
        PendingPublish publish;
        lock (_gate)
        {
            if (!_pending.TryGetValue(packetId, out var entry)) return MqttReasonCode.Success; // answered before
            publish = entry.Publish;
            if (publish.QoS != qos || isCompletion && !publish.IsReleased) return MqttReasonCode.ProtocolError; // PUBREC comes first [MQTT-4.3.3-3]
            Remove(packetId, entry.Number);
            if (_quota < _quotaMaximum) _quota++;
            SendUnsent();
        }
        Leave();
        publish.Answer.TrySetResult(publish.IsReleased ? publish.Received : reason);
        return MqttReasonCode.Success;
    }

    /// <summary>PUBREC (5.0 §3.5): answered by PUBREL, with a reason when nothing is known of the message.</summary>
    public MqttReasonCode Receive(ushort packetId, MqttReasonCode reason)
    {
        if (reason.IsFailure()) return Finish(packetId, MqttQoS.ExactlyOnce, reason);
        lock (_gate)
        {
            var known = _pending.TryGetValue(packetId, out var entry);
            if (known && entry.Publish.QoS != MqttQoS.ExactlyOnce) return MqttReasonCode.ProtocolError;
            if (known) (entry.Publish.IsReleased, entry.Publish.Received) = (true, reason);
            _output?.WriteAnswer(PacketType.PubRel, packetId, known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound, _version);
            return MqttReasonCode.Success;
        }
    }

    /// <summary>An identifier for a SUBSCRIBE or UNSUBSCRIBE, which share them with messages [MQTT-2.2.1-4].</summary>
    public bool TryReservePacketId(out ushort id)
    {
        lock (_gate)
        {
            if (!TryTakePacketId(out id)) return false;
            _pending[id] = (new PendingPublish([], MqttQoS.AtMostOnce), 0);
            return true;
        }
    }

    /// <summary>Gives an identifier of <see cref="TryReservePacketId"/> back.</summary>
    public void ReturnPacketId(ushort id)
    {
        lock (_gate) _pending.Remove(id);
    }

    private void Remove(ushort packetId, long number)
    {
        _pending.Remove(packetId);
        _order.Remove(number);
    }

    private void SendUnsent()
    {
        while (_output is not null && _quota > 0 && _unsent.TryDequeue(out var publish))
        {
            if (!_pending.TryGetValue(publish.PacketId, out var entry) || entry.Publish != publish || publish.IsReleased) continue;
            if (publish.WasSent) PublishPacket.MarkDuplicate(publish.Packet); // [MQTT-3.3.1-1]
            publish.WasSent = true;
            _quota--;
            if (_aliases is null) _output.Write(publish.Packet);
            else _aliases.Write(publish.Packet);
        }
    }

    private bool TryTakePacketId(out ushort id)
    {
        id = 0;
        if (_pending.Count >= ushort.MaxValue) return false;
        do
        {
            _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        }
        while (_pending.ContainsKey(_lastPacketId));
        id = _lastPacketId;
        return true;
    }
}
