using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// What one client publishes (5.0 §3.3, §4.3): checked, routed to subscribers, offered to the host, answered in the
/// order of receipt when the host is done with it.
/// </summary>
internal sealed partial class IncomingPublishes : IReceiveWindowOwner
{
    private readonly BrokerCore _core;
    private readonly BrokerConnection _connection;
    private readonly Session _session;
    private readonly ReceiveWindow _window;
    private readonly IMqttThrottle? _throttle;
    private TopicAliases? _aliases;
    private byte[] _forwarded = [];
    private int _quotaUsed;

    public IncomingPublishes(BrokerCore core, BrokerConnection connection, Session session)
    {
        _core = core;
        _connection = connection;
        _session = session;
        _window = new ReceiveWindow(this, core.Options.ReceiveMaximum);
        _throttle = core.Options.Throttle?.Invoke(connection.Peer);
    }

    /// <summary>How long the connection is not to be read, for it has published more than it may; whoever waits sets it back.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>
    /// An MQTT 3.1.1 client cannot be told how much it may send, so a full window means not to read on. One of 5.0 was
    /// told: its other packets are still read (5.0 §4.9), and a PUBLISH too many ends the connection.
    /// </summary>
    public bool MustWait => _connection.Version == MqttVersion.V311 && _window.IsFull;

    public Task WaitForRoomAsync() => _window.WaitForRoomAsync();

    public void Close() => _window.Close();

    /// <summary>Takes one PUBLISH. The task is the host's; reading goes on when it completes.</summary>
    public ValueTask HandleAsync(ReadOnlyMemory<byte> body, byte flags, FlushBatch batch) =>
        _core.Journal is { IsFull: true } journal ? HandleWithRoomAsync(journal, body, flags, batch) : Handle(body, flags, batch);

    private ValueTask Handle(ReadOnlyMemory<byte> body, byte flags, FlushBatch batch)
    {
        var error = PublishPacket.Decode(body.Span, flags, _connection.Version, out var packet);
        var topic = error == MqttReasonCode.Success ? body[packet.Topic] : default;
        if (error == MqttReasonCode.Success) error = Check(packet, body.Span, ref topic);
        if (error != MqttReasonCode.Success)
        {
            _connection.Close(error);
            return default;
        }
        _core.Counters.AddIn();
        if (_throttle is not null) Measure(_throttle, topic.Span, body.Length);
        var isRouted = false;
        if (packet.QoS != MqttQoS.AtMostOnce && !TryEnter(packet, out isRouted)) return default;

        var refusal = Authorize(topic.Span, packet);
        if (refusal.IsFailure())
        {
            _core.Counters.AddDropped(MqttDropReason.NotAuthorized);
            AnswerNow(packet, _connection.Version == MqttVersion.V311 ? MqttReasonCode.Success : refusal);
            return default;
        }
        if (_core.Journal is { IsFailing: true } && NeedsStore(packet, topic.Span))
        {
            _core.Counters.AddDropped(MqttDropReason.StoreFailed);
            AnswerNow(packet, MqttReasonCode.QuotaExceeded);
            return default;
        }
        var wanted = _core.Host.Wants(topic.Span);
        var ticket = 0L;
        var any = isRouted || (_core.Journal is { } journal
            ? RouteDurably(journal, packet, topic.Span, body.Span, batch, wanted, out ticket)
            : Route(packet, topic.Span, body.Span, batch, out ticket));
        if (!wanted)
        {
            AnswerDurably(packet, any ? MqttReasonCode.Success : MqttReasonCode.NoMatchingSubscribers, ticket);
            return default;
        }
        return _core.Host.ReceiveAsync(
            new MqttDelivery(
                topic, body[packet.Payload], packet.QoS, packet.Retain, packet.Duplicate, _session.ClientId,
                packet.QoS == MqttQoS.AtMostOnce ? default : Acknowledgement(packet, ticket),
                new MqttPropertyList(body[packet.Properties])),
            _core.Stopping.Token);
    }

    /// <summary>PUBREL (5.0 §3.6, §4.3.3): always answered by PUBCOMP, so that a repeated one finds its end.</summary>
    public MqttReasonCode Release(ushort packetId)
    {
        var known = _session.Incoming.Release(_connection, packetId);
        var reason = known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound;
        if (_session.Record is { } record) _connection.AnswerWhenDurable(known ? record.Left(packetId) : _core.Journal!.Tail, PacketType.PubComp, packetId, reason);
        else _connection.Output.WriteAnswer(PacketType.PubComp, packetId, reason, _connection.Version);
        if (known) LeaveQuota();
        return MqttReasonCode.Success;
    }

    /// <inheritdoc/>
    public void Answer(ushort packetId, MqttQoS qos, MqttReasonCode reason)
    {
        if (qos == MqttQoS.ExactlyOnce) _session.Incoming.Complete(packetId, reason);
        if (qos == MqttQoS.AtLeastOnce || reason.IsFailure()) LeaveQuota();
        if (reason.IsFailure() && _connection.Version == MqttVersion.V311)
        {
            _connection.Close(reason); // it cannot say no: unanswered, the message comes again
            return;
        }
        _connection.Output.AnswerPublish(packetId, qos, reason, _connection.Version);
    }

    /// <inheritdoc/>
    public void CompletedLate(ushort packetId, MqttQoS qos, MqttReasonCode reason)
    {
        if (qos != MqttQoS.ExactlyOnce) return; // it comes again and is taken again
        _session.Incoming.Complete(packetId, reason);
        _session.Connection?.Publishes?.CompletedEarlier(packetId, reason);
    }

    /// <inheritdoc/>
    public void FlushAnswers() => _connection.FlushUnlessReading();

    private void CompletedEarlier(ushort packetId, MqttReasonCode reason) => _window.CompleteRepeated(packetId, reason);

    /// <summary>What the packet's encoding does not say: whether this peer may send it like that.</summary>
    private MqttReasonCode Check(in PublishPacket packet, ReadOnlySpan<byte> body, ref ReadOnlyMemory<byte> topic)
    {
        if (packet.HasSubscriptionIdentifier) return MqttReasonCode.ProtocolError; // [MQTT-3.3.4-6]
        if (packet.HasResponseTopic && !TopicName.IsValid(body[packet.ResponseTopic])) return MqttReasonCode.ProtocolError; // [MQTT-3.3.2-14]
        if (_connection.Version == MqttVersion.V500)
        {
            _aliases ??= new TopicAliases(_core.Options.TopicAliasMaximum);
            var error = _aliases.Resolve(packet.TopicAlias, ref topic);
            if (error != MqttReasonCode.Success) return error;
        }
        return TopicName.IsValid(topic.Span, _core.Options.MaximumTopicLevels) ? MqttReasonCode.Success : MqttReasonCode.TopicNameInvalid;
    }

    /// <summary>Counts a QoS 1 or 2 message in; false when it is one too many or a repetition, which are dealt with here.</summary>
    private bool TryEnter(in PublishPacket packet, out bool isRouted)
    {
        isRouted = false;
        if (_connection.Version == MqttVersion.V500 && Volatile.Read(ref _quotaUsed) >= _core.Options.ReceiveMaximum)
        {
            _connection.Close(MqttReasonCode.ReceiveMaximumExceeded); // §3.3.4
            return false;
        }
        Interlocked.Increment(ref _quotaUsed);
        if (packet.QoS == MqttQoS.AtLeastOnce) return true;
        var state = _session.Incoming.Enter(_connection, packet.PacketId, _window);
        if (state == ExactlyOnceState.Held) LeaveQuota(); // counted when it came first, or of no account any more
        isRouted = state == ExactlyOnceState.Routed;
        return state == ExactlyOnceState.New || isRouted;
    }

    private void Measure(IMqttThrottle throttle, ReadOnlySpan<byte> topic, int bytes)
    {
        Pause = throttle.Take(topic, bytes);
        if (Pause > TimeSpan.Zero) _core.Counters.AddHeldBack();
    }

    private MqttReasonCode Authorize(ReadOnlySpan<byte> topic, in PublishPacket packet)
    {
        if (topic[0] == '$') return MqttReasonCode.NotAuthorized; // kept for the server (§4.7.2)
        return _core.Options.AuthorizePublish?.Invoke(_connection.Peer, topic, packet.QoS, packet.Retain) ?? MqttReasonCode.Success;
    }

    private bool Route(in PublishPacket packet, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body, FlushBatch batch, out long ticket)
    {
        var view = new MessageView
        {
            Topic = topic,
            Properties = Forwarded(packet, body),
            Payload = body[packet.Payload],
            QoS = packet.QoS,
            Retain = packet.Retain,
            ExpiresAt = packet.HasExpiry ? Expiry.After(_core.Clock.Now, packet.Expiry) : Expiry.Never,
        };
        var any = _core.Router.Route(ref view, _session, batch);
        ticket = view.Ticket;
        return any;
    }

    private ReadOnlySpan<byte> Forwarded(in PublishPacket packet, ReadOnlySpan<byte> body)
    {
        var section = body[packet.Properties];
        if (!packet.HasExpiry && packet.TopicAlias == 0) return section;
        if (_forwarded.Length < section.Length) _forwarded = new byte[section.Length];
        return _forwarded.AsSpan(0, ForwardedProperties.Copy(section, _forwarded));
    }

    private void AnswerNow(in PublishPacket packet, MqttReasonCode reason)
    {
        if (packet.QoS != MqttQoS.AtMostOnce) _window.Complete(_window.Open(packet.PacketId, packet.QoS), reason);
    }

    private void LeaveQuota()
    {
        // A message of an earlier connection may leave that never entered here.
        if (Interlocked.Decrement(ref _quotaUsed) < 0) Interlocked.Increment(ref _quotaUsed);
    }
}
