using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// What the broker knows of one client, whether it is connected or not (5.0 §4.1): its subscriptions, the messages that
/// wait for it, those sent and not acknowledged, the QoS 2 identifiers on their way in. A connection is attached and
/// detached; the state stays. It is locked while messages are written to the connection's output, never longer. Like all
/// that there is one of per client, it is its own lock: another object for each of five would be a tenth of an idle connection.
/// </summary>
internal sealed partial class Session(
    string clientId, long number, MqttBrokerOptions options, MqttBrokerCounters counters, BrokerClock clock, SubscriptionTree tree)
{
    private readonly MqttBrokerOptions _options = options;
    private readonly MqttBrokerCounters _counters = counters;
    private readonly BrokerClock _clock = clock;
    private OutgoingQueue _waiting;
    private Dictionary<ushort, OutgoingMessage>? _unacknowledged;
    private BrokerConnection? _connection;
    private long _waitingBytes;
    private int _sent;
    private long _order;
    private ushort _lastPacketId;
    private bool _resumed;
    private bool _ended;

    public string ClientId { get; } = clientId;

    /// <summary>Unique in this process.</summary>
    public long Number { get; } = number;

    public IncomingExactlyOnce Incoming { get; } = new();

    public SessionSubscriptions Subscriptions { get; } = new(tree, options);

    public bool IsConnected => Volatile.Read(ref _connection) is not null;

    public BrokerConnection? Connection => Volatile.Read(ref _connection);

    /// <summary>How long it outlives its connection.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>When it ends, while not connected.</summary>
    public long EndsAt { get; private set; } = Expiry.Never;

    /// <summary>Messages that wait or are not acknowledged; read without a lock, for statistics.</summary>
    public int HeldMessages => _waiting.Count + (_unacknowledged?.Count ?? 0);

    /// <summary>A will that waits for its delay; guarded by the directory's lock.</summary>
    public PendingWill? Will { get; set; }

    /// <summary>Takes a connection; messages are sent from <see cref="Resume"/> on, after its CONNACK.</summary>
    public void Attach(BrokerConnection connection)
    {
        lock (this)
        {
            _connection = connection;
            _resumed = false;
            EndsAt = Expiry.Never;
            _sent = 0;
        }
        Incoming.Attach(connection);
    }

    /// <summary>Lets go of a connection, if it is still this one.</summary>
    public bool Detach(BrokerConnection connection)
    {
        lock (this)
        {
            if (_connection != connection) return false;
            _connection = null;
            EndsAt = Expiry.After(_clock.Now, ExpirySeconds);
            return true;
        }
    }

    /// <summary>Sends again what was not acknowledged, in its order with its identifiers [MQTT-4.4.0-1], and then what waits.</summary>
    public void Resume(BrokerConnection connection)
    {
        lock (this)
        {
            if (_connection != connection) return;
            _resumed = true;
            if (_unacknowledged is not null) PutBack(connection);
            SendWaiting(connection);
        }
        connection.Output.Flush();
    }

    /// <summary>
    /// Sends or keeps one message. Returns the output to flush when something was written. What cannot be kept is
    /// dropped and counted.
    /// </summary>
    public ConnectionOutput? Deliver(ref MessageView view, MqttQoS qos, bool retain, scoped ReadOnlySpan<uint> identifiers)
    {
        lock (this)
        {
            if (_ended) return null;
            if (_record is not null && qos != MqttQoS.AtMostOnce) return DeliverDurably(ref view, qos, retain, identifiers);
            if (_connection is not { } connection || !_resumed)
            {
                if (qos == MqttQoS.AtMostOnce && _connection is null) _counters.AddDropped(MqttDropReason.Offline);
                else Enqueue(ref view, qos, retain, identifiers);
                return null;
            }
            if (connection.Output.IsCongested || _waiting.Count > 0 && (qos != MqttQoS.AtMostOnce || _sent < connection.SendMaximum))
            {
                Enqueue(ref view, qos, retain, identifiers);
                return null;
            }
            if (qos == MqttQoS.AtMostOnce) return SendAtMostOnce(connection, ref view, retain, identifiers);
            if (_sent >= connection.SendMaximum)
            {
                Enqueue(ref view, qos, retain, identifiers);
                return null;
            }
            var outgoing = new OutgoingMessage { Message = view.Keep(), QoS = qos, Retain = retain, Identifiers = identifiers.ToArray() };
            return Send(connection, outgoing) ? connection.Output : null;
        }
    }

    /// <summary>PUBACK (5.0 §3.4, §4.3.2).</summary>
    public MqttReasonCode Acknowledge(BrokerConnection connection, ushort packetId) => Finish(connection, packetId, MqttQoS.AtLeastOnce);

    /// <summary>PUBREC (5.0 §3.5, §4.3.3): answered by PUBREL, or the end of the message when it reports a failure.</summary>
    public MqttReasonCode Receive(BrokerConnection connection, ushort packetId, MqttReasonCode reason)
    {
        if (reason.IsFailure()) return Finish(connection, packetId, MqttQoS.ExactlyOnce);
        lock (this)
        {
            if (_connection != connection) return MqttReasonCode.Success; // taken over: its answers come too late
            var answer = MqttReasonCode.PacketIdentifierNotFound;
            if (_unacknowledged is not null && _unacknowledged.TryGetValue(packetId, out var outgoing))
            {
                if (outgoing.QoS != MqttQoS.ExactlyOnce) return MqttReasonCode.ProtocolError;
                if (!outgoing.IsSent) CountAsSent(outgoing); // answered before it was sent again over this connection
                outgoing.IsReleased = true;
                answer = MqttReasonCode.Success;
                if (_record is not null) connection.AnswerWhenDurable(_record.Released(outgoing), PacketType.PubRel, packetId, answer);
            }
            if (_record is null || answer.IsFailure()) connection.Output.WriteAnswer(PacketType.PubRel, packetId, answer, connection.Version);
            return MqttReasonCode.Success;
        }
    }

    /// <summary>PUBCOMP (5.0 §3.7, §4.3.3).</summary>
    public MqttReasonCode Complete(BrokerConnection connection, ushort packetId) => Finish(connection, packetId, MqttQoS.ExactlyOnce, isCompletion: true);

    /// <summary>The connection's slow peer has caught up.</summary>
    public void SendWaiting(BrokerConnection connection)
    {
        lock (this)
        {
            if (_connection != connection || !_resumed) return;
            while (_waiting.TryPeek(out var outgoing) && !connection.Output.IsCongested)
            {
                if (outgoing.QoS != MqttQoS.AtMostOnce && _sent >= connection.SendMaximum) break;
                if (_record is not null && MustWait(outgoing)) break;
                _waiting.RemoveFirst();
                CountWaiting(-outgoing.Message.Cost);
                Send(connection, outgoing);
            }
        }
    }

    /// <summary>The session is over: what waited is dropped and counted.</summary>
    public void End()
    {
        lock (this)
        {
            if (_ended) return;
            _ended = true;
            var unsent = _waiting.Count + (_unacknowledged?.Values.Count(outgoing => outgoing.IsSent && !outgoing.IsReleased) ?? 0);
            _counters.AddDropped(MqttDropReason.SessionEnded, unsent);
            _waiting.Clear();
            CountWaiting(-_waitingBytes);
            _unacknowledged = null;
        }
    }

    private void PutBack(BrokerConnection connection)
    {
        foreach (var outgoing in _unacknowledged!.Values.OrderByDescending(outgoing => outgoing.Order).ToArray())
        {
            if (outgoing.IsReleased || !outgoing.IsSent) continue;
            outgoing.IsSent = false;
            _waiting.AddFirst(outgoing);
            CountWaiting(outgoing.Message.Cost);
        }
        foreach (var outgoing in _unacknowledged.Values.Where(outgoing => outgoing.IsReleased).OrderBy(outgoing => outgoing.Order))
        {
            _sent++;
            connection.Output.WriteAnswer(PacketType.PubRel, outgoing.PacketId, MqttReasonCode.Success, connection.Version);
        }
    }

    private void CountWaiting(long change)
    {
        _waitingBytes += change;
        _counters.AddQueuedBytes(change);
    }

    private OutgoingMessage? Enqueue(ref MessageView view, MqttQoS qos, bool retain, scoped ReadOnlySpan<uint> identifiers)
    {
        var message = view.Keep();
        if (_waiting.Count >= _options.MaximumQueuedMessages || _waitingBytes + message.Cost > _options.MaximumQueuedBytes
            || _counters.QueuedBytes + message.Cost > _options.MaximumTotalQueuedBytes)
        {
            _counters.AddDropped(MqttDropReason.QueueFull);
            return null;
        }
        CountWaiting(message.Cost);
        var outgoing = new OutgoingMessage { Message = message, QoS = qos, Retain = retain, Identifiers = identifiers.ToArray() };
        _waiting.AddLast(outgoing);
        return outgoing;
    }

    private ConnectionOutput? SendAtMostOnce(BrokerConnection connection, ref MessageView view, bool retain, scoped ReadOnlySpan<uint> identifiers)
    {
        var packet = new OutgoingPublish
        {
            Version = connection.Version,
            Retain = retain,
            Topic = view.Topic,
            Properties = view.Properties,
            Payload = view.Payload,
            SubscriptionIdentifiers = identifiers,
        };
        return Write(connection, ref packet, view.ExpiresAt) ? connection.Output : null;
    }

    /// <summary>Sends a kept message, for the first time or again. False when it is dropped instead.</summary>
    private bool Send(BrokerConnection connection, OutgoingMessage outgoing)
    {
        var again = outgoing.PacketId != 0;
        if (again && (outgoing.IsReleased || _unacknowledged?.GetValueOrDefault(outgoing.PacketId) != outgoing)) return false; // answered meanwhile
        if (!again && outgoing.QoS != MqttQoS.AtMostOnce) outgoing.PacketId = _record is null ? NextPacketId() : SessionRecord.PacketIdFor(outgoing.Order);
        var packet = new OutgoingPublish
        {
            Version = connection.Version,
            QoS = outgoing.QoS,
            Retain = outgoing.Retain,
            Duplicate = again,
            PacketId = outgoing.PacketId,
            Topic = outgoing.Message.Topic,
            Properties = outgoing.Message.Properties,
            Payload = outgoing.Message.Payload,
            SubscriptionIdentifiers = outgoing.Identifiers,
        };
        if (!Write(connection, ref packet, outgoing.Message.ExpiresAt))
        {
            _unacknowledged?.Remove(outgoing.PacketId);
            if (outgoing.Order != 0) _record?.Finished(outgoing);
            return false;
        }
        if (outgoing.QoS != MqttQoS.AtMostOnce) CountAsSent(outgoing);
        return true;
    }

    private void CountAsSent(OutgoingMessage outgoing)
    {
        outgoing.IsSent = true;
        if (outgoing.Order == 0) outgoing.Order = ++_order;
        (_unacknowledged ??= [])[outgoing.PacketId] = outgoing;
        _sent++;
    }

    private bool Write(BrokerConnection connection, ref OutgoingPublish packet, long expiresAt)
    {
        if (expiresAt != Expiry.Never)
        {
            var now = _clock.Now;
            // Begun deliveries are completed, expired or not (5.0 §3.3.2.3.3).
            if (now >= expiresAt && !packet.Duplicate) return Drop(MqttDropReason.Expired); // [MQTT-3.3.2-5]
            packet.HasExpiry = true;
            packet.Expiry = Expiry.SecondsLeft(now, expiresAt);
        }
        var size = packet.Size;
        if (size > connection.MaximumSendSize) return Drop(MqttDropReason.TooLarge); // [MQTT-3.1.2-24]
        if (connection.Aliases is { } aliases && size + OutgoingPublish.AliasGrowth <= connection.MaximumSendSize)
        {
            aliases.Apply(ref packet);
            size = packet.Size;
        }
        if (!connection.Output.Write(packet, size) && packet.QoS == MqttQoS.AtMostOnce) return Drop(MqttDropReason.Offline); // the others come again
        _counters.AddOut();
        return true;
    }

    private bool Drop(MqttDropReason reason)
    {
        _counters.AddDropped(reason);
        return false;
    }

    private MqttReasonCode Finish(BrokerConnection connection, ushort packetId, MqttQoS qos, bool isCompletion = false)
    {
        lock (this)
        {
            if (_connection != connection) return MqttReasonCode.Success; // taken over: its answers come too late
            if (_unacknowledged is null || !_unacknowledged.TryGetValue(packetId, out var outgoing)) return MqttReasonCode.Success; // answered before
            if (outgoing.QoS != qos || isCompletion && !outgoing.IsReleased) return MqttReasonCode.ProtocolError; // PUBREC comes first [MQTT-4.3.3-3]
            _unacknowledged.Remove(packetId);
            _record?.Finished(outgoing);
            if (outgoing.IsSent) _sent--;
            SendWaiting(connection);
            return MqttReasonCode.Success;
        }
    }

    /// <summary>The next identifier not in use [MQTT-2.2.1-4].</summary>
    private ushort NextPacketId()
    {
        do
        {
            _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        }
        while (_unacknowledged is not null && _unacknowledged.ContainsKey(_lastPacketId));
        return _lastPacketId;
    }
}
